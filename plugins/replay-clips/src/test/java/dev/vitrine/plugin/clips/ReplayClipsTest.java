package dev.vitrine.plugin.clips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.MediaException;
import dev.vitrine.testkit.Configs;
import dev.vitrine.testkit.TestHouse;
import dev.vitrine.testkit.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayClipsTest {
    private static final String LIST = "GET /api/v1/events/{event}/clips";
    private static final String FILE = "GET /clips/{file}";

    @TempDir
    Path directory = Path.of("");

    private TestHouse house = new TestHouse(directory);

    @BeforeEach
    void start() {
        house = new TestHouse(directory);
        start(Map.of());
    }

    private ReplayClips start(Map<String, Object> config) {
        return house.start(
                "replay-clips", context -> new ReplayClips(context, Configs.with(ReplayClips.Config.class, config)));
    }

    @Test
    void create_lastSeconds_cutsUpToTheLivePictureAndIsReady() throws IOException {
        Body clip = house.done("show", "clips.create", Body.of("lastSeconds", 30));
        house.time().settle();

        ClipRequest request = finish(job());

        assertThat(clip.text("state")).isEqualTo("queued");
        assertThat(request.event()).isEqualTo("show");
        assertThat(request.epoch()).isEqualTo(1);
        assertThat(request.fromMs()).isEqualTo(570_000);
        assertThat(request.toMs()).isEqualTo(600_000);
        assertThat(states()).containsExactly("queued", "running", "ready");
        Body ready = house.log("show").getLast().body();
        assertThat(ready.text("url")).isEqualTo("/clips/" + clip.text("id") + ".mp4");
        assertThat(ready.integer("fromMs")).as("true start, at a key frame").isEqualTo(569_000);
        Reply.File file = (Reply.File) house.ask(FILE, Map.of("file", clip.text("id") + ".mp4"), Body.empty());
        assertThat(file.path()).hasContent("mp4").isEqualTo(request.target());
        assertThat(file.contentType()).isEqualTo("video/mp4");
    }

    @Test
    void create_soonAfterTheStart_takesWhatThereIs() {
        house.media().live(Optional.of(new MediaTime(2, 12_000)));

        Body clip = house.done("show", "clips.create", Body.of("lastSeconds", 30));

        assertThat(clip.integer("fromMs")).isZero();
        assertThat(clip.integer("toMs")).isEqualTo(12_000);
    }

    @Test
    void create_withoutAStream_isRefused() {
        house.media().live(Optional.empty());

        assertThat(refused(Body.of("lastSeconds", 30)).type()).isEqualTo("no-stream");
    }

    @Test
    void create_badRequests_sayWhatIsTaken() {
        assertThat(refused(Body.empty()).detail()).contains("or both fromMs and toMs");
        assertThat(refused(Body.of("lastSeconds", 0)).detail()).contains("takes 1 to 300, not 0");
        assertThat(refused(Body.of("lastSeconds", 301)).detail()).contains("takes 1 to 300");
        assertThat(refused(Body.of("lastSeconds", 5, "fromMs", 1)).detail()).contains("or both");
        assertThat(refused(Body.of("fromMs", 1)).detail()).contains("\"toMs\" is missing");
        assertThat(refused(Body.of("fromMs", 10_000, "toMs", 9_000)).detail()).contains("seconds after fromMs");
        assertThat(refused(Body.of("fromMs", 10_000, "toMs", 700_000)).detail()).contains("live picture's, 600000");
    }

    @Test
    void clip_thatCannotBeCut_saysWhy() {
        house.done("show", "clips.create", Body.of("lastSeconds", 30));
        house.time().settle();

        job().result().completeExceptionally(new MediaException("The recording starts at 590 s."));

        Body failed = house.log("show").getLast().body();
        assertThat(failed.text("state")).isEqualTo("failed");
        assertThat(failed.text("why")).isEqualTo("The recording starts at 590 s.");
        assertThat(failed.has("url")).isFalse();
    }

    @Test
    void clips_areCutTwoAtOnceAndInTheirOrder() throws IOException {
        for (int seconds = 1; seconds <= 4; seconds++) {
            house.done("show", "clips.create", Body.of("lastSeconds", seconds));
        }
        house.time().settle();
        assertThat(house.media().waiting()).isEqualTo(2);

        assertThat(finish(job()).fromMs()).isEqualTo(599_000);
        house.time().settle();
        assertThat(house.media().waiting()).isEqualTo(2);
        assertThat(finish(job()).fromMs()).isEqualTo(598_000);
        house.time().settle();
        finish(job());
        finish(job());

        assertThat(states()).filteredOn("ready"::equals).hasSize(4);
    }

    @Test
    void clips_beyondTheQueue_areRefused() {
        for (int i = 0; i < 20; i++) {
            house.done("show", "clips.create", Body.of("lastSeconds", 5));
        }

        assertThat(refused(Body.of("lastSeconds", 5)).status()).isEqualTo(429);
    }

    @Test
    void restart_whileQueued_cutsAfterwards() throws IOException {
        house.done("show", "clips.create", Body.of("lastSeconds", 5));

        start(Map.of());
        house.time().settle();
        finish(job());

        assertThat(states()).containsExactly("queued", "running", "ready");
    }

    @Test
    void restart_whileRunning_cutsAgainOnceItIsAbandoned() throws IOException {
        house.done("show", "clips.create", Body.of("lastSeconds", 5));
        house.time().settle();
        TestMedia.Job lost = job();

        start(Map.of());
        house.time().advance(Duration.ofSeconds(20));
        assertThat(house.media().waiting()).isZero();
        house.time().advance(Duration.ofSeconds(20));
        finish(job());

        assertThat(states()).containsExactly("queued", "running", "running", "ready");
        finish(lost);
        assertThat(states()).as("the version that is gone is not heard").hasSize(4);
    }

    @Test
    void restart_againAndAgainWhileRunning_isGivenUp() {
        house.done("show", "clips.create", Body.of("lastSeconds", 5));
        house.time().settle();

        for (int i = 0; i < 4; i++) {
            start(Map.of());
            house.time().advance(Duration.ofMinutes(1));
        }

        assertThat(states()).containsExactly("queued", "running", "running", "running", "failed");
        assertThat(house.log("show").getLast().body().text("why")).contains("restarted");
    }

    @Test
    void candidate_whileTheOldVersionServes_cutsNothing() throws IOException {
        house.stage(context -> new ReplayClips(context, Configs.defaults(ReplayClips.Config.class)));

        house.done("show", "clips.create", Body.of("lastSeconds", 5));
        house.time().advance(Duration.ofSeconds(20));

        assertThat(house.media().waiting()).isEqualTo(1);
        finish(job());
        assertThat(states()).containsExactly("queued", "running", "ready");
    }

    @Test
    void clips_beyondThoseKept_fallOffWithTheirFiles() throws IOException {
        start(Map.of("kept", 2));
        Path first = null;
        for (int i = 0; i < 3; i++) {
            house.done("show", "clips.create", Body.of("lastSeconds", 5));
            house.time().settle();
            ClipRequest request = finish(job());
            first = first == null ? request.target() : first;
        }
        house.time().settle();

        Reply.Json list = (Reply.Json) house.ask(LIST, Map.of("event", "show"), Body.empty());
        assertThat(list.body().bodies("clips")).hasSize(2);
        assertThat(first).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../secret.mp4", "..%2Fsecret.mp4", "clip-1.mp4", ".mp4", "", "/etc/passwd"})
    void file_ofAnyOtherName_isNotFound(String name) {
        assertThat(house.ask(FILE, Map.of("file", name), Body.empty())).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void file_ofAClipThatIsNotReady_isNotFound() {
        String id =
                house.done("show", "clips.create", Body.of("lastSeconds", 5)).text("id");

        assertThat(house.ask(FILE, Map.of("file", id + ".mp4"), Body.empty())).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void prove_and_examples_areUnderstood() throws Exception {
        ReplayClips plugin = start(Map.of());

        plugin.prove();

        assertThat(directory.resolve("replay-clips/clips")).isEmptyDirectory();
        plugin.commands().forEach(type -> {
            if (house.staff("show", type.type(), type.example()) instanceof Outcome.Refused refused) {
                assertThat(refused.problem().status()).as(type.type()).isNotEqualTo(400);
            }
        });
    }

    private TestMedia.Job job() {
        return house.media().nextJob().orElseThrow(() -> new AssertionError("no clip was asked for"));
    }

    private static ClipRequest finish(TestMedia.Job job) throws IOException {
        ClipRequest request = job.request();
        Files.writeString(request.target(), "mp4");
        job.result().complete(new ClipFile(request.target(), request.fromMs() - 1_000, request.toMs(), 3));
        return request;
    }

    private List<String> states() {
        return house.log("show", ReplayClips.RECORD).stream()
                .map(LogRecord::body)
                .map(body -> body.text("state"))
                .toList();
    }

    private Problem refused(Body body) {
        Outcome outcome = house.staff("show", "clips.create", body);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).problem();
    }
}
