from __future__ import annotations

import pytest

from bot.screening.model import Kind, Level
from bot.screening.screen import Screen

NAMES = (
    "Siobhan Gallagher", "Agnieszka Wieczorek", "Bjarne Lindqvist", "Chukwuemeka Obiora", "Nguyen Thi Hoa", "Yuki Hasegawa", "Li Xiuying",
    "Priyanka Raghunathan", "Fatima Zahra Bennani", "Oluwaseun Adebanjo", "Teuila Faasavalu", "Xiomara Villanueva", "Dimitra Papadaki",
    "Zbigniew Wrona", "Kagiso Molefane", "Amina Warsame", "Tuan Pham", "Ingrid Solheim", "Rustam Bekmuratov", "Aroha Ngata", "Noor Haddad",
    "Sione Tupou", "Maite Etxeberria", "Gudrun Einarsdottir", "Wanjiku Mathenge", "Shirin Tehrani", "Ji-woo Han", "Malika Yusupova",
    "Thandeka Mabuza", "Quispe Huanca",
)  # fmt: skip
SENTENCES = (
    "my patient {} wants to be in my video",
    "Can I post about {}, a 54-year-old patient with a new hip?",
    "I looked after {} on our ward, may I share it",
    "patient called {} left a review",
)


@pytest.mark.parametrize(
    "text",
    [
        "we've got a pt, surname Lindqvist-Amara, who posts my rota",
        "I looked up Cressida Vane-Hollis on facebook before her first appointment",
        "can i google Cressida Vane-Hollis before her psych intake",
        "Rosalind Achterberg writes in a review that we missed her lump, reply?",
        "our selfie is up and on the whiteboard you can read Szymanska, NBM",
        "a request from Kevin, who bit me at work. ignore?",
    ],
)
def test_a_name_is_a_patients_where_the_text_says_so_in_passing(screen: Screen, text: str) -> None:
    assert screen.examine(text).level is Level.BLOCK


@pytest.mark.parametrize("name", NAMES)
def test_a_patients_name_of_any_region_blocks(screen: Screen, name: str) -> None:
    for sentence in SENTENCES:
        report = screen.examine(sentence.format(name))
        assert report.level is Level.BLOCK
        assert Kind.NAME in report.kinds


def test_names_in_lower_case_are_nearly_all_noticed(screen: Screen) -> None:
    texts = [sentence.format(name).lower() for name in NAMES for sentence in SENTENCES]
    noticed = sum(screen.examine(text).level is not Level.CLEAR for text in texts)
    assert noticed / len(texts) >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "I'm Zbigniew Wrona and a patient follows me",
        "a patient quoted Atul Gawande",
        "Ingrid Solheim's paper on patients is out",
        "a patient with Guillain Barre syndrome",
        "the patient moved to New South Wales",
        "Johns Hopkins Hospital has a patient page",
        "may I post a patient story in May",
        "a patient will mark my post on Sunday",
        "may I write Mrs So-and-so instead of a patient's name",
        "is 'Mr What's-his-name' rude to a patient",
        "can I post the stall 'Madame Zelda' from the hospital fair, patients loved it",
        'the ward watched the film "Mrs Doubtfire" with patients',
        "a patient DMing me at night, do I answer",
        "a Kahoot with a made-up patient and AI-made patient faces",
        "we play a mock case, 'Mr Achterberg, 55, chest pain', as a reel",
        "Siobhan is a patient advocate and unfollowed me",
        "the board meets in Alice Springs, 12 hours away, and no patient is shown",
        "the chief exec, Mrs Yolanda Achterberg, follows me",
        "a journalist, Ms Achterberg, asks about patients",
        "may we repost the thread on Princess Diana's death",
    ],
)
def test_who_or_what_is_no_patient_is_not_blocked(screen: Screen, text: str) -> None:
    assert screen.examine(text).level is not Level.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "mr olumide, my old chemistry teacher, found my private account",
        "Pani Halina, our matron, sends cooking videos to the whole shift",
        "Ms Nakamura-Bello from the licensing office asked for my handles",
    ],
)
def test_somebody_with_a_title_whom_the_writer_knows_from_work_or_school_is_a_caution(
    screen: Screen, text: str
) -> None:
    assert screen.examine_by_rules(text)[0].level is Level.CAUTION


@pytest.mark.parametrize(
    "text",
    [
        "Mr Olumide, 58, our patient, found my private account",
        "my patient Mr Olumide is the owner of the corner shop and found my account",
        "the manager, Mr Olumide, is my patient and found my account",
        "a mannequin video, and my patient Mr Olumide has found it",
        "Pani Halina sends cooking videos since her operation",
        "Mrs Nakamura-Bello posted that I am the best nurse",
    ],
)
def test_somebody_with_a_title_blocks_otherwise(screen: Screen, text: str) -> None:
    assert screen.examine_by_rules(text)[0].level is Level.BLOCK


def test_a_shouted_text_is_read_like_any_other(screen: Screen) -> None:
    assert screen.examine("MY PATIENT SIOBHAN GALLAGHER WANTS TO BE IN MY VIDEO").level is not Level.CLEAR
    assert screen.examine("CAN I POST ABOUT PATIENTS ON MY PAGE").level is Level.CLEAR


def test_a_title_in_quotes_and_a_message_of_a_named_patient_still_block(screen: Screen) -> None:
    assert screen.examine("a patient called 'Madame Zelda' on my ward").level is Level.BLOCK
    assert screen.examine("my patient Kwabena DMing me at night").level is Level.BLOCK


def test_what_a_colleague_argued_in_public_is_no_detail_but_the_colleague_alone_is_a_caution(screen: Screen) -> None:
    assert screen.examine("Dr Feng's counter-argument on statins is worth reading").level is Level.CLEAR
    assert screen.examine("My colleague Dr Feng follows my page").level is Level.CAUTION
