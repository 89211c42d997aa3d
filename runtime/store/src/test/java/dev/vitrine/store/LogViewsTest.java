package dev.vitrine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogViewsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final FakeRooms rooms = new FakeRooms();

    private FakeRoom talk() {
        FakeRoom room = rooms.open("drop");
        room.append(NOON, "chat.message", Channel.CHAT, chat("Ada", "Where is the LAMP from?"));
        room.append(NOON.plusSeconds(10), "chat.held", Channel.MOD, chat("Ben", "blorple lamp"));
        room.append(NOON.plusSeconds(70), "chat.message", Channel.CHAT, chat("Cleo", "it's lovely \"quoted\" 100 %_"));
        return room;
    }

    private static Body chat(String name, String text) {
        return Body.of("author", Body.of("id", "v-" + name, "name", name, "staff", false), "text", text);
    }

    @Test
    void search_findsByTextRegardlessOfCase_withTheStateEachMessageHasNow() {
        FakeRoom room = talk();
        try (LogViews views = LogViews.open(directory, rooms)) {
            views.catchUp();
            assertThat(views.chat("drop", "lamp", 10)).extracting(ChatLine::seq).containsExactly(2L, 1L);
            assertThat(views.chat("drop", "100 %_", 10))
                    .extracting(ChatLine::authorName)
                    .containsExactly("Cleo");
            room.append(NOON.plusSeconds(80), "chat.removed", Channel.CHAT, Body.of("target", 1));
            room.append(NOON.plusSeconds(81), "chat.denied", Channel.MOD, Body.of("target", 2));
            views.catchUp();
            assertThat(views.chat("drop", "lamp", 10))
                    .extracting(ChatLine::state)
                    .containsExactly(ChatLine.State.DENIED, ChatLine.State.REMOVED);
            room.append(NOON.plusSeconds(82), "chat.restored", Channel.CHAT, Body.of("target", 1));
            views.catchUp();
            assertThat(views.chat("drop", "from?", 10))
                    .extracting(ChatLine::state)
                    .containsExactly(ChatLine.State.SHOWN);
            assertThat(views.chat("another", "", 10)).isEmpty();
        }
    }

    @Test
    void records_flowInByThemselves() {
        FakeRoom room = rooms.open("drop");
        try (LogViews views = LogViews.open(directory, rooms)) {
            room.append(NOON, "chat.message", Channel.CHAT, chat("Ada", "hello"));
            await().until(() -> views.chat("drop", "hello", 1).size() == 1);
            FakeRoom later = rooms.open("later");
            later.append(NOON, "chat.message", Channel.CHAT, chat("Ada", "hello again"));
            await().until(() -> views.chat("later", "again", 1).size() == 1);
        }
    }

    @Test
    void reopening_goesOnWhereItStopped_withoutDoubles() {
        FakeRoom room = talk();
        try (LogViews views = LogViews.open(directory, rooms)) {
            views.catchUp();
        }
        room.append(NOON.plusSeconds(90), "chat.message", Channel.CHAT, chat("Ada", "back"));
        try (LogViews views = LogViews.open(directory, rooms)) {
            views.catchUp();
            assertThat(views.filledTo("drop")).isEqualTo(4);
            assertThat(views.chat("drop", "", 10)).hasSize(4);
        }
    }

    @Test
    void rebuild_andDeletion_giveTheSameContent() throws Exception {
        talk();
        String before;
        try (LogViews views = LogViews.open(directory, rooms)) {
            views.catchUp();
            before = views.contentHash();
            views.rebuild();
            assertThat(views.contentHash()).isEqualTo(before);
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        try (LogViews views = LogViews.open(directory, rooms)) {
            views.catchUp();
            assertThat(views.contentHash())
                    .as("a broken file is replaced, for it is only a view")
                    .isEqualTo(before);
        }
    }

    @Test
    void anErasedPerson_isNotInTheFilesEither() throws Exception {
        FakeRoom room = rooms.open("drop");
        try (LogViews views = LogViews.open(directory, rooms)) {
            room.append(NOON, "chat.message", Channel.CHAT, chat("Zanzibar Quill", "the canary sings"));
            await().until(() -> views.chat("drop", "canary", 1).size() == 1);
            room.reword(1, chat("Erased person", ""));
            room.append(NOON, "core.forgotten", Channel.CHAT, Body.of("person", "v-1a2b"));
            await().ignoreExceptions()
                    .until(() -> views.filledTo("drop") == 2
                            && views.chat("drop", "canary", 1).isEmpty());
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("canary")
                        .doesNotContain("Zanzibar");
            }
        }
    }

    @Test
    void minutes_countByType() {
        talk();
        try (LogViews views = LogViews.open(directory, rooms)) {
            views.catchUp();
            assertThat(views.minutes("drop", NOON, NOON.plusSeconds(600)))
                    .containsExactly(
                            new MinuteCount(NOON, "chat.held", 1),
                            new MinuteCount(NOON, "chat.message", 1),
                            new MinuteCount(NOON.plusSeconds(60), "chat.message", 1));
        }
    }

    @Test
    void severalThousandRecords_areFilledInBatches() {
        FakeRoom room = rooms.open("busy");
        for (int i = 0; i < 3_000; i++) {
            room.append(NOON.plusMillis(i), "chat.message", Channel.CHAT, chat("Ada", "line " + i));
        }
        try (LogViews views = LogViews.open(directory, rooms)) {
            views.catchUp();
            assertThat(views.filledTo("busy")).isEqualTo(3_000);
            assertThat(views.chat("busy", "line 2999", 5)).hasSize(1);
        }
        assertThat(Actor.HOUSE.isStaff()).isTrue();
    }
}
