package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Prints what judging costs at 10,000 terms, through everything that a message meets (terms, links, shapes, spam,
 * floods, raid), and how the matcher does beside obscenity under Node on the same cases. Not a test: run its main; this
 * folder's README has the line.
 */
public final class ModerationBench {
    private static final int TERMS = 10_000;
    private static final int MESSAGES = 50_000;
    private static final int ROUNDS = 8;
    private static final int AUTHORS = 5_000;
    private static final int PACED_PER_SECOND = 5_000;
    private static final int PACED_SECONDS = 10;
    private static final long SEED = 20261122;
    private static final Settings SETTINGS = Settings.of(Body.empty());
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final PrintStream OUT = System.out;

    private ModerationBench() {}

    /** Takes nothing, or {@code peer} to run only the comparison. */
    public static void main(String[] arguments) throws Exception {
        Random random = new Random(SEED);
        List<String> terms = Disguises.words(random, TERMS);
        if (arguments.length == 0) {
            prepare(terms);
            Rules rules = Rules.of(TermList.of(Body.of("terms", terms)));
            List<ChatMessage> messages = messages(random, terms);
            rulesAlone(rules, messages);
            throughput(rules, messages);
            paced(rules, messages);
        }
        for (int count : new int[] {100, 1_000}) {
            peer(terms.subList(0, count), random);
        }
    }

    private static void prepare(List<String> terms) {
        Body body = Body.of("terms", terms);
        long cold = THREADS.getCurrentThreadCpuTime();
        TermList list = TermList.of(body);
        list.version();
        print("handling a list of %,d terms, cold: %.1f ms of CPU", TERMS, millis(cold));
        cold = THREADS.getCurrentThreadCpuTime();
        Rules.of(list);
        print("preparing it, cold: %.1f ms of CPU", millis(cold));
        for (int i = 0; i < 5; i++) {
            cold = THREADS.getCurrentThreadCpuTime();
            Rules.of(TermList.of(body));
        }
        print("both, warm: %.1f ms of CPU", millis(cold));
    }

    private static double millis(long sinceCpu) {
        return (THREADS.getCurrentThreadCpuTime() - sinceCpu) / 1e6;
    }

    /** Normalising, terms, links and shapes: what any text meets. */
    private static void rulesAlone(Rules rules, List<ChatMessage> messages) {
        double micros = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = THREADS.getCurrentThreadCpuTime();
            for (ChatMessage message : messages) {
                rules.judge(message.text(), Readings.of(message.text()), false, SETTINGS, Optional.empty());
            }
            micros = (THREADS.getCurrentThreadCpuTime() - begin) / 1e3 / messages.size();
        }
        print(
                "rules alone, one thread, %,d terms: %,.0f messages per second of CPU (%.1f us each)",
                TERMS, 1e6 / micros, micros);
    }

    private static void throughput(Rules rules, List<ChatMessage> messages) {
        Optional<Rules> ready = Optional.of(rules);
        Optional<SpamModel> spam = Optional.of(SpamModel.packed());
        for (int round = 1; round <= ROUNDS; round++) {
            EventState state = new EventState(Alarm.SILENT);
            long begin = System.nanoTime();
            long beginCpu = THREADS.getCurrentThreadCpuTime();
            long passed = 0;
            for (ChatMessage message : messages) {
                passed += state.review(message, ready, SETTINGS, spam) instanceof Verdict.Pass ? 1 : 0;
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            double cpuMicros = (THREADS.getCurrentThreadCpuTime() - beginCpu) / 1e3 / messages.size();
            if (round == ROUNDS) {
                print(
                        "everything (rules, spam, floods, raid), one thread, %,d terms: %,.0f messages per second of"
                                + " CPU (%.1f us each), %,.0f by the wall clock; %,d of %,d passed",
                        TERMS, 1e6 / cpuMicros, cpuMicros, messages.size() / seconds, passed, messages.size());
            }
        }
    }

    private static void paced(Rules rules, List<ChatMessage> messages) {
        Optional<Rules> ready = Optional.of(rules);
        Optional<SpamModel> spam = Optional.of(SpamModel.packed());
        EventState state = new EventState(Alarm.SILENT);
        int count = PACED_PER_SECOND * PACED_SECONDS;
        long[] nanos = new long[count];
        long gap = 1_000_000_000L / PACED_PER_SECOND;
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            for (long due = begin + i * gap; System.nanoTime() < due; ) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long start = System.nanoTime();
            state.review(messages.get(i % messages.size()), ready, SETTINGS, spam);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        print(
                "at %,d messages/s: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, longest %.1f us",
                PACED_PER_SECOND,
                nanos[count / 2] / 1e3,
                nanos[count * 99 / 100] / 1e3,
                nanos[count * 999 / 1000] / 1e3,
                nanos[count - 1] / 1e3);
    }

    /** Both find the same terms in the same messages: every promised disguise, and as many messages without a term. */
    private static void peer(List<String> terms, Random random) throws Exception {
        List<String> hidden = new ArrayList<>();
        for (Map.Entry<String, UnaryOperator<String>> disguise :
                Disguises.found().entrySet()) {
            for (int i = 0; i < 40; i++) {
                hidden.add("well " + disguise.getValue().apply(terms.get(random.nextInt(terms.size()))) + ", you");
            }
        }
        List<String> clean = new ArrayList<>();
        List<String> others = Disguises.words(new Random(99), 3_000);
        for (int i = 0; i < hidden.size(); i++) {
            clean.add(sentence(random, others));
        }
        Path directory = Files.createTempDirectory("vitrine-peer");
        Files.write(directory.resolve("terms.txt"), terms);
        Files.write(directory.resolve("hidden.txt"), hidden);
        Files.write(directory.resolve("clean.txt"), clean);
        run("sh", "build/data.sh", "target/npm", "obscenity@0.4.6");
        String theirs = run(
                "node",
                "build/obscenity.js",
                Path.of("target/npm/obscenity").toAbsolutePath().toString(),
                directory.toString());
        String[] cells = theirs.strip().split(" ");
        double theirMicros = Double.parseDouble(cells[0]);

        Rules rules = Rules.of(TermList.of(Body.of("terms", terms)));
        List<String> all = new ArrayList<>(hidden);
        all.addAll(clean);
        double micros = 0;
        for (int round = 0; round < 30; round++) {
            long begin = THREADS.getCurrentThreadCpuTime();
            for (String text : all) {
                rules.judge(text, Readings.of(text), true, SETTINGS, Optional.empty());
            }
            micros = (THREADS.getCurrentThreadCpuTime() - begin) / 1e3 / all.size();
        }
        long found = hidden.stream().filter(text -> isFound(rules, text)).count();
        long alarms = clean.stream().filter(text -> isFound(rules, text)).count();
        print(
                "%,d terms, %,d messages: ours %.1f us of CPU a message, recall %.1f %%, %d false alarms; obscenity"
                        + " %.1f us, recall %.1f %%, %s false alarms: %.0f times as fast",
                terms.size(),
                all.size(),
                micros,
                100.0 * found / hidden.size(),
                alarms,
                theirMicros,
                100.0 * Double.parseDouble(cells[1]) / hidden.size(),
                cells[2],
                theirMicros / micros);
    }

    private static boolean isFound(Rules rules, String text) {
        return rules.judge(text, Readings.of(text), true, SETTINGS, Optional.empty())
                        .action()
                != Action.PASS;
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
        return out;
    }

    private static List<ChatMessage> messages(Random random, List<String> terms) {
        List<String> words = Disguises.words(random, 3_000);
        List<ChatMessage> messages = new ArrayList<>();
        Instant start = Instant.parse("2026-11-22T19:00:00Z");
        for (int i = 0; i < MESSAGES; i++) {
            String text = sentence(random, words);
            if (random.nextInt(100) < 3) {
                text += " " + terms.get(random.nextInt(terms.size()));
            }
            String id = "v-" + random.nextInt(AUTHORS);
            messages.add(new ChatMessage(
                    "show",
                    new Author(id, id, false),
                    text + (random.nextInt(10) == 0 ? "😀!" : "."),
                    Optional.empty(),
                    start.plusMillis(i / 5)));
        }
        return messages;
    }

    private static String sentence(Random random, List<String> words) {
        StringBuilder sentence = new StringBuilder();
        int count = 3 + random.nextInt(14);
        for (int w = 0; w < count; w++) {
            sentence.append(words.get(random.nextInt(words.size()))).append(w % 5 == 4 ? ", " : " ");
        }
        return sentence.toString().strip();
    }

    private static void print(String format, Object... values) {
        OUT.println(String.format(Locale.ROOT, format, values));
    }
}
