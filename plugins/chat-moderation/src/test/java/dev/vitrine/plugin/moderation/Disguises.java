package dev.vitrine.plugin.moderation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The ways in which writers hide a word, and made-up words to hide. */
final class Disguises {
    private Disguises() {}

    /** Fifteen that are promised to be found. */
    static Map<String, UnaryOperator<String>> found() {
        Map<String, UnaryOperator<String>> found = new LinkedHashMap<>();
        found.put("plain", word -> word);
        found.put("upper case", word -> word.toUpperCase(Locale.ROOT));
        found.put("leet digits", word -> swap(word, "oieastbg", "01345789"));
        found.put("leet signs", word -> swap(word, "asei", "@$€!"));
        found.put("Cyrillic look-alikes", word -> swap(word, "aeopcyxi", "аеорсухі"));
        found.put("Greek look-alikes", word -> swap(word, "aokvinu", "αοκνιηυ"));
        found.put("full width", word -> shift(word, 0xFF41));
        found.put("mathematical bold", word -> shift(word, 0x1D41A));
        found.put("circled", word -> shift(word, 0x24D0));
        found.put("regional indicators", word -> shift(word, 0x1F1E6));
        found.put("zero width", word -> word.replace("", "\u200B"));
        found.put("combining marks", word -> word.replaceAll("(.)", "$1\u0335\u0301"));
        found.put("dots between letters", word -> String.join(".", word.split("")));
        found.put("spaces between letters", word -> String.join(" ", word.split("")));
        found.put("repeated letters", word -> word.replaceAll("(.)", "$1$1$1"));
        return found;
    }

    /** Those that are not promised; the README says how many of them are found. */
    static Map<String, UnaryOperator<String>> missed() {
        Map<String, UnaryOperator<String>> missed = new LinkedHashMap<>();
        missed.put("reversed", word -> new StringBuilder(word).reverse().toString());
        missed.put("starred vowel", word -> word.replaceFirst("[aeiou]", "*"));
        missed.put("dropped vowel", word -> word.charAt(0) + word.substring(1).replaceFirst("[aeiou]", ""));
        missed.put(
                "inner letters swapped",
                word -> word.charAt(0) + word.substring(2, 3) + word.charAt(1) + word.substring(3));
        missed.put("split in two", word -> word.substring(0, 3) + " " + word.substring(3));
        return missed;
    }

    static List<String> words(Random random, int count) {
        String consonants = "bcdfghjklmnpqrstvwxz";
        String vowels = "aeiou";
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder word = new StringBuilder();
            int syllables = 3 + random.nextInt(2);
            for (int s = 0; s < syllables; s++) {
                word.append(consonants.charAt(random.nextInt(consonants.length())));
                word.append(vowels.charAt(random.nextInt(vowels.length())));
            }
            words.add(word.append(consonants.charAt(random.nextInt(consonants.length())))
                    .toString());
        }
        return words;
    }

    private static String swap(String word, String from, String to) {
        StringBuilder swapped = new StringBuilder();
        word.chars().forEach(letter -> {
            int at = from.indexOf(letter);
            swapped.append(at < 0 ? (char) letter : to.charAt(at));
        });
        return swapped.toString();
    }

    private static String shift(String word, int first) {
        StringBuilder shifted = new StringBuilder();
        word.chars().forEach(letter -> {
            if (letter >= 'a' && letter <= 'z') {
                shifted.appendCodePoint(first + letter - 'a');
            } else {
                shifted.append((char) letter);
            }
        });
        return shifted.toString();
    }
}
