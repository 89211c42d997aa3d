package dev.vitrine.host.demo;

import java.util.List;

/** What the demo's guests say. Invented people, friendly people. */
final class DemoScript {
    static final List<String> GUESTS =
            List.of("Mirelle", "Tobin", "Asha", "Corvin", "Juno", "Pell", "Ottoline", "Rafe");

    static final List<Line> LINES = List.of(
            new Line("Mirelle", "Good evening from the coast!"),
            new Line("Tobin", "The picture is so smooth tonight"),
            new Line("Asha", "Is that the lamp from last winter?"),
            new Line("Corvin", "First time here, what did I miss?"),
            new Line("Juno", "Only the first minute, you are fine :)"),
            new Line("Pell", "How much fits in the teapot?"),
            new Line("Ottoline", "1.1 litres, it says on the card"),
            new Line("Rafe", "That green is lovely"),
            new Line("Mirelle", "Does the lamp get hot?"),
            new Line("Asha", "I have one, the glass is just warm"),
            new Line("Tobin", "Can you show the scarf once more?"),
            new Line("Juno", "Is it real lambswool?"),
            new Line("Corvin", "Looks very soft from here"),
            new Line("Pell", "Do you ship to islands?"),
            new Line("Ottoline", "They sent mine to an island last year"),
            new Line("Rafe", "The countdown makes me nervous, ha"),
            new Line("Mirelle", "Just ordered the teapot"),
            new Line("Asha", "Hello to everyone who just came in"),
            new Line("Tobin", "What is the music called?"),
            new Line("Juno", "I like how calm this show is"),
            new Line("Corvin", "Would the lamp work on a balcony?"),
            new Line("Pell", "Indoors only I think"),
            new Line("Rafe", "Great, the offer is back"),
            new Line("Ottoline", "Thanks for the replay link last week"));

    private DemoScript() {}

    /** One message. */
    record Line(String guest, String text) {}
}
