"""The first minute: from the gallery to the first gradient, and to curves that move."""

from PySide6.QtCore import Qt

from tests.workflows.person import CONTROL, Person


def test_from_the_gallery_to_the_first_gradient(person: Person) -> None:
    assert person.window.gallery is not None
    person.click_card("f = (x + y) z")
    assert person.window.workspace.name == "step"
    person.sees(lambda: "Forward done, backward 1 of 5" in person.status)
    assert "−12" in person.status
    person.press(Qt.Key.Key_Home)
    assert "Forward 1 of 5" in person.status
    for _ in range(7):
        person.press(Qt.Key.Key_Right)
    assert "Forward done, backward 2 of 5" in person.status


def test_stepping_goes_back_to_the_same_numbers(person: Person) -> None:
    person.click_card("f = (x + y) z")
    person.sees(lambda: "Forward" in person.status)
    person.press(Qt.Key.Key_Home)
    seen: list[list[str]] = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        seen.append([])
        for _ in range(8):
            seen[-1].append(person.status)
            person.press(key)
    assert seen[1][1:] == seen[0][:0:-1]


def test_one_click_and_the_curves_move(person: Person) -> None:
    person.click_card("CNN on digits")
    assert person.window.workspace.name == "train"
    person.sees(lambda: person.bridge.training_state == "running")
    centre = person.window.workspace.centre
    assert centre is not None
    before = person.picture(centre)
    person.sees(lambda: person.picture(centre) != before)
    person.click_button("Pause")
    person.sees(lambda: person.bridge.training_state == "paused")


def test_escape_and_one_is_at_work(person: Person) -> None:
    person.press(Qt.Key.Key_Escape)
    assert person.window.gallery is None
    assert "Ready" in person.status
    person.click_node("conv1")
    assert person.window.document.selection == ("conv1",)
    person.press(Qt.Key.Key_2, CONTROL)
    person.sees(lambda: "Forward" in person.status)


def test_it_is_not_shown_again_when_that_is_wished(person: Person) -> None:
    gallery = person.window.gallery
    assert gallery is not None
    gallery.at_start_changed.emit(False)
    assert person.window.settings.gallery_at_start is False
