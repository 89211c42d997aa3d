package dev.vitrine.media.worker.play;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.media.worker.Films;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.FFmpeg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReelTest {
    private static final int FPS = 30;
    private static final int SECONDS = 5;

    @TempDir
    Path directory;

    @Test
    void file_comesOutWhole() throws Exception {
        FFmpeg.configure();
        Deadline deadline = Deadline.none();
        try (Reel reel = new Reel(film("-c:v", "mpeg4", "-c:a", "flac"), 0, new Pace(deadline), deadline)) {
            assertThat(reel.open()).isPresent();
            assertThat(units(reel)).hasSizeGreaterThan(SECONDS * FPS);
            assertThat(reel.isTooSlow()).isFalse();
        }
    }

    @Test
    void picturesThatAreLate_areLeftOut_andTheSoundIsWhole() throws Exception {
        leavesOut("600");
    }

    @Test
    void picturesUpToTheNextKeyFrame_areLeftOutToo_whereThatIsNear() throws Exception {
        leavesOut("15");
    }

    private void leavesOut(String pictures) throws Exception {
        FFmpeg.configure();
        Deadline deadline = Deadline.none();
        Pace pace = new Pace(deadline);
        try (Reel reel = new Reel(film("-c:v", "mpeg4", "-g", pictures, "-c:a", "flac"), 0, pace, deadline)) {
            assertThat(reel.open()).isPresent();
            pace.begin(0);
            reel.at(-(SECONDS + 1) * 1_000_000L); // the play is a second past the file's end

            List<Unit> units = units(reel);

            assertThat(units.stream().filter(Unit::video).count()).isLessThan((SECONDS - 1) * FPS);
            assertThat(units.stream()
                            .filter(unit -> !unit.video())
                            .mapToLong(Unit::ptsUs)
                            .max()
                            .orElseThrow())
                    .as("end of the sound")
                    .isGreaterThan((SECONDS - 1) * 1_000_000L);
            assertThat(reel.isTooSlow()).isTrue();
        }
    }

    private Path film(String... codecs) throws Exception {
        return Films.pattern(directory.resolve("film.mkv"), "320x180", SECONDS, codecs);
    }

    private static List<Unit> units(Reel reel) throws Exception {
        List<Unit> units = new ArrayList<>();
        for (Optional<Unit> unit = reel.next(); unit.isPresent(); unit = reel.next()) {
            units.add(unit.get());
        }
        return units;
    }
}
