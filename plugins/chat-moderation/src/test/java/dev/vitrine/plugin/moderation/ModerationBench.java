package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Prints what judging costs at 10,000 terms, how many disguised terms are found and how many dictionary words are taken
 * for one. Not a test: run its main; {@code plugins/README.md} has the line.
 */
public final class ModerationBench {
    private static final int TERMS = 10_000;
    private static final int MESSAGES = 20_000;
    private static final int ROUNDS = 12;
    private static final long SEED = 20261122;
    private static final Path DICTIONARY = Path.of("/usr/share/dict/words");
    private static final Settings SETTINGS = Settings.of(Body.empty());
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final PrintStream OUT = System.out;

    private ModerationBench() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        Random random = new Random(SEED);
        List<String> terms = pseudoWords(random, TERMS);
        Body body = Body.of(
                "terms", terms.stream().map(term -> Body.of("term", term)).toList());
        long cold = THREADS.getCurrentThreadCpuTime();
        TermList list = TermList.of(body);
        list.version();
        print(
                "handling a list of %,d terms, cold: %.1f ms of CPU",
                TERMS, (THREADS.getCurrentThreadCpuTime() - cold) / 1e6);
        cold = THREADS.getCurrentThreadCpuTime();
        Rules rules = Rules.of(list);
        print("preparing it, cold: %.1f ms of CPU", (THREADS.getCurrentThreadCpuTime() - cold) / 1e6);
        for (int i = 0; i < 5; i++) {
            cold = THREADS.getCurrentThreadCpuTime();
            rules = Rules.of(TermList.of(body));
        }
        print("both, warm: %.1f ms of CPU", (THREADS.getCurrentThreadCpuTime() - cold) / 1e6);
        speed(rules, messages(random, terms));
        recall(rules, terms, random);
        falseAlarms(rules);
    }

    private static void speed(Rules rules, List<String> messages) {
        long[] nanos = new long[messages.size()];
        long held = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            long beginCpu = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < messages.size(); i++) {
                long start = System.nanoTime();
                String text = messages.get(i);
                held += rules.judge(text, Readings.of(text), false, SETTINGS, java.util.Optional.empty()).action() == Action.PASS ? 0 : 1;
                nanos[i] = System.nanoTime() - start;
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            double cpuMicros = (THREADS.getCurrentThreadCpuTime() - beginCpu) / 1e3 / messages.size();
            if (round == ROUNDS - 1) {
                print(
                        "judging, one thread: %.1f us of CPU a message, %,.0f messages per second of CPU",
                        cpuMicros, 1e6 / cpuMicros);
                Arrays.sort(nanos);
                print(
                        "by the wall clock: %,.0f messages/s; p50 %.1f us, p99 %.1f us, p99.9 %.1f us (%,d of %,d"
                                + " held)",
                        messages.size() / seconds,
                        nanos[nanos.length / 2] / 1e3,
                        nanos[nanos.length * 99 / 100] / 1e3,
                        nanos[nanos.length * 999 / 1000] / 1e3,
                        held / ROUNDS,
                        messages.size());
            }
        }
    }

    private static void recall(Rules rules, List<String> terms, Random random) {
        Map<String, UnaryOperator<String>> disguises = new LinkedHashMap<>();
        disguises.put("plain", word -> word);
        disguises.put("upper case", word -> word.toUpperCase(Locale.ROOT));
        disguises.put("leet digits", word -> swap(word, "oieastbg", "01345789"));
        disguises.put("leet signs", word -> swap(word, "asei", "@$€!"));
        disguises.put("Cyrillic", word -> swap(word, "aeopcyxi", "аеорсухі"));
        disguises.put("Greek", word -> swap(word, "aokvinu", "αοκνιηυ"));
        disguises.put("full width", word -> shift(word, 0xFF41));
        disguises.put("math bold", word -> shift(word, 0x1D41A));
        disguises.put("circled", word -> shift(word, 0x24D0));
        disguises.put("regional indicators", word -> shift(word, 0x1F1E6));
        disguises.put("zero width", word -> word.replace("", "\u200B"));
        disguises.put("combining marks", word -> word.replaceAll("(.)", "$1\u0335\u0301"));
        disguises.put("dots", word -> String.join(".", word.split("")));
        disguises.put("spaces", word -> String.join(" ", word.split("")));
        disguises.put("tripled letters", word -> word.replaceAll("(.)", "$1$1$1"));
        disguises.put("reversed", word -> new StringBuilder(word).reverse().toString());
        disguises.put("starred vowel", word -> word.replaceFirst("[aeiou]", "*"));
        disguises.put(
                "inner letters swapped",
                word -> word.charAt(0) + word.substring(2, 3) + word.charAt(1) + word.substring(3));
        disguises.put("split in two", word -> word.substring(0, 3) + " " + word.substring(3));
        List<String> sample = terms.subList(0, 2_000);
        disguises.forEach((name, disguise) -> {
            long found = sample.stream()
                    .map(term -> "well " + disguise.apply(term) + (random.nextBoolean() ? ", you" : " ok"))
                    .filter(text ->
                            rules.judge(text, Readings.of(text), true, SETTINGS, java.util.Optional.empty()).action() != Action.PASS)
                    .count();
            print("recall %-22s %5.1f %%", name, 100.0 * found / sample.size());
        });
    }

    private static void falseAlarms(Rules rules) throws Exception {
        if (!Files.isReadable(DICTIONARY)) {
            print("false alarms: no dictionary at %s (Debian package wamerican)", DICTIONARY);
            return;
        }
        List<String> words = Files.readAllLines(DICTIONARY);
        List<String> alarms = words.stream()
                .filter(word ->
                        rules.judge(word, Readings.of(word), false, SETTINGS, java.util.Optional.empty()).action() != Action.PASS)
                .toList();
        print(
                "false alarms: %d of %,d dictionary words (%.3f %%) %s",
                alarms.size(),
                words.size(),
                100.0 * alarms.size() / words.size(),
                alarms.subList(0, Math.min(10, alarms.size())));
    }

    private static List<String> messages(Random random, List<String> terms) {
        List<String> words = pseudoWords(random, 3_000);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            StringBuilder message = new StringBuilder();
            int count = 3 + random.nextInt(14);
            for (int w = 0; w < count; w++) {
                message.append(words.get(random.nextInt(words.size()))).append(w % 5 == 4 ? ", " : " ");
            }
            if (random.nextInt(100) < 3) {
                message.append(terms.get(random.nextInt(terms.size())));
            }
            messages.add(message.append(random.nextInt(10) == 0 ? "😀!" : ".").toString());
        }
        return messages;
    }

    private static List<String> pseudoWords(Random random, int count) {
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
        word.chars().forEach(letter -> shifted.appendCodePoint(first + letter - 'a'));
        return shifted.toString();
    }

    private static void print(String format, Object... values) {
        OUT.println(String.format(Locale.ROOT, format, values));
    }
}
