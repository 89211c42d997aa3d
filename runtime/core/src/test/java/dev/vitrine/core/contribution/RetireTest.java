package dev.vitrine.core.contribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that has been retired can be collected, classes and all. */
class RetireTest {
    @TempDir
    Path data;

    /** A plugin; the test loads it by a class loader of its own. */
    public static final class Plugin implements ChatFilter, LogView {
        @Override
        public Verdict review(ChatMessage message) {
            return Verdict.pass();
        }

        @Override
        public Set<String> recordTypes() {
            return Set.of("chat.message");
        }

        @Override
        public void apply(LogRecord record) {}
    }

    private static final class PluginLoader extends ClassLoader {
        PluginLoader() {
            super(RetireTest.class.getClassLoader());
        }

        Object plugin() throws IOException, ReflectiveOperationException {
            String name = Plugin.class.getName();
            try (InputStream in = RetireTest.class.getResourceAsStream("RetireTest$Plugin.class")) {
                byte[] bytes = java.util.Objects.requireNonNull(in).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length)
                        .getDeclaredConstructor()
                        .newInstance();
            }
        }
    }

    private static WeakReference<ClassLoader> serveAndRetire(TestHouse house, FakeClock clock, int number)
            throws Exception {
        PluginLoader loader = new PluginLoader();
        Object plugin = loader.plugin();
        assertThat(plugin.getClass()).isNotSameAs(Plugin.class);
        GuardedCalls calls = new GuardedCalls("chat-moderation", "1.0." + number, loader, clock);
        Contributions contributions = new Contributions(
                "chat-moderation",
                "1.0." + number,
                List.of((ChatFilter) plugin),
                List.of(),
                List.of(),
                List.of((LogView) plugin),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
        InService version = new InService(contributions, calls);
        house.attach(version);
        house.house().contributions().promote(version);
        house.said("demo", TestHouse.OWNER, "served by version " + number);
        house.house().contributions().retire("chat-moderation");
        house.house().contributions().detachViews(version);
        Awaitility.await().until(() -> calls.inFlight() == 0);
        calls.retire();
        return new WeakReference<>(loader);
    }

    @Test
    void twentyVersions_areAllCollected() throws Exception {
        FakeClock clock = new FakeClock();
        try (TestHouse house = new TestHouse(data, clock).withEvent("demo")) {
            for (int i = 0; i < 20; i++) {
                WeakReference<ClassLoader> loader = serveAndRetire(house, clock, i);
                Awaitility.await("collection of version " + i).until(() -> {
                    System.gc();
                    return loader.refersTo(null);
                });
            }
        }
    }
}
