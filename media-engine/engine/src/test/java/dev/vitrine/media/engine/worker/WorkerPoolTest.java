package dev.vitrine.media.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private WorkerPool pool = new WorkerPool(command(""));

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void job_isDoneByTheWarmWorker_andTheNextByTheSame() throws Exception {
        assertThat(picture("one")).isInstanceOf(Response.Jpeg.class);
        assertThat(picture("two")).isInstanceOf(Response.Jpeg.class);
        assertThat(pool.size()).isEqualTo(1);
    }

    @Test
    void workerThatDiesOverAJob_failsThatJobAndIsReplaced() throws Exception {
        assertThat(picture("exit"))
                .isInstanceOfSatisfying(
                        Response.Failed.class,
                        failed -> assertThat(failed.message()).contains("exited with status 3"));
        assertThat(picture("after")).isInstanceOf(Response.Jpeg.class);
    }

    /** Guards: a crashing JVM wrote its report to standard output, where it read as a frame of 587,866,912 bytes. */
    @Test
    void workerThatCrashes_isSaidToHaveCrashed() throws Exception {
        WorkerProcess worker = pool.lease().get(30, TimeUnit.SECONDS);
        new ProcessBuilder("kill", "-SEGV", worker.name()).start().waitFor();

        assertThat(worker.ended()).succeedsWithin(LIMIT).asString().contains("ended by signal 6");
    }

    @Test
    void workerThatHangs_isKilledByItsMissingHeartbeat() throws Exception {
        assertThat(picture("hang"))
                .isInstanceOfSatisfying(
                        Response.Failed.class,
                        failed -> assertThat(failed.message()).contains("not answered for 5 s"));
        assertThat(picture("after")).isInstanceOf(Response.Jpeg.class);
    }

    @Test
    void leasedWorker_isNobodyElses_andAnotherOneStandsWarm() throws Exception {
        CompletableFuture<WorkerProcess> one = pool.lease();
        CompletableFuture<WorkerProcess> two = pool.lease();

        assertThat(one.get(30, TimeUnit.SECONDS)).isNotSameAs(two.get(30, TimeUnit.SECONDS));
        await().atMost(LIMIT).until(() -> pool.size() == 3);
        one.get().kill("the test is done with it.");
        assertThat(picture("more")).isInstanceOf(Response.Jpeg.class);
        await().atMost(LIMIT).until(() -> pool.size() == 2);
    }

    @Test
    void programThatDoesNotStart_failsJobsAndIsTriedAgain() {
        pool.close();
        pool = new WorkerPool(command("NoSuchClass"));

        CompletableFuture<Response> job = pool.ask(id -> thumbnail(id, "x"), LIMIT);

        assertThat(job).failsWithin(LIMIT).withThrowableThat().withMessageContaining("exited");
        assertThat(pool.ask(id -> thumbnail(id, "x"), LIMIT)).failsWithin(LIMIT);
    }

    @Test
    void close_killsEveryProcess() throws Exception {
        WorkerProcess worker = pool.lease().get(30, TimeUnit.SECONDS);
        pool.close();

        await().atMost(LIMIT).until(() -> ProcessHandle.of(worker.pid()).isEmpty());
        await().atMost(LIMIT).until(() -> pool.size() == 0);
    }

    private Response picture(String order) {
        try {
            return pool.ask(id -> thumbnail(id, order), LIMIT).join();
        } catch (CompletionException failed) {
            throw new AssertionError("no worker for \"" + order + "\"", failed);
        }
    }

    private static Request thumbnail(long id, String order) {
        return new Request.Thumbnail(id, "avc1", new byte[0], order.getBytes(StandardCharsets.US_ASCII), 640);
    }

    private static WorkerCommand command(String suffix) {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new WorkerCommand(java, classPath, FakeWorker.class.getName() + suffix, Path.of("target", "natives"));
    }
}
