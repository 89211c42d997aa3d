package dev.vitrine.media.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarcodePublisherTest {
    @TempDir
    Path directory;

    @Test
    void read_ofWhatBlocksGives_isTheTime() {
        for (long millis : new long[] {0, 1, 0xFFFF_FFFFL, 0x1234_5678L, 1_795_000_000_123L}) {
            long blocks = Barcode.blocks(millis);

            assertThat(Barcode.read(i -> (blocks >> (39 - i) & 1) == 1 ? 235 : 16))
                    .isEqualTo(OptionalLong.of(millis & 0xFFFF_FFFFL));
        }
    }

    @Test
    void read_withAnyBlockWrong_isNothing() {
        long blocks = Barcode.blocks(1_795_000_000_123L);
        for (int wrong = 0; wrong < Barcode.BLOCKS; wrong++) {
            long broken = blocks ^ 1L << wrong;

            assertThat(Barcode.read(i -> (broken >> (39 - i) & 1) == 1 ? 255 : 0))
                    .isEmpty();
        }
    }

    @Test
    void ageMillis_overTheWrapOf32Bits_isShort() {
        assertThat(Barcode.ageMillis(0xFFFF_FFF0L, (7L << 32) + 5)).isEqualTo(21);
    }

    @Test
    void publish_everyPictureCarriesItsTimeThroughTheEncoder() throws Exception {
        Path file = directory.resolve("published.flv");
        long before = System.currentTimeMillis();
        BarcodePublisher.main(new String[] {"--url", "file:" + file, "--seconds", "1"});
        long after = System.currentTimeMillis();

        List<Long> times = new ArrayList<>();
        int sounds = 0;
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile());
                Java2DFrameConverter converter = new Java2DFrameConverter()) {
            grabber.start();
            for (Frame frame = grabber.grab(); frame != null; frame = grabber.grab()) {
                if (frame.image != null) {
                    var image = converter.convert(frame);
                    OptionalLong time = Barcode.read(i ->
                            image.getRGB((2 * i + 1) * image.getWidth() / 80, image.getHeight() * 32 / 720) >> 8 & 255);
                    assertThat(time).as("barcode of picture %d", times.size()).isPresent();
                    times.add(time.getAsLong());
                } else {
                    sounds++;
                }
            }
        }
        assertThat(times).hasSize(30).isSorted();
        assertThat(Barcode.ageMillis(times.getFirst(), before)).isNotPositive();
        assertThat(Barcode.ageMillis(times.getLast(), after)).isNotNegative();
        assertThat(sounds).isGreaterThan(30);
    }
}
