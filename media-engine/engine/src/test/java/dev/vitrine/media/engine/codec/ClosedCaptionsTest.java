package dev.vitrine.media.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClosedCaptionsTest {
    /** Resume caption loading on CC1, then nothing valid in field 2. */
    private static final byte[] MESSAGE =
            Samples.hex("0411" + "b5003147413934" + "03" + "c2ff" + "fc9420" + "f98080" + "ff" + "80");

    private static final byte[] POP_ON = Samples.hex("fc9420");

    @Test
    void message_isFoundInEachCodec() throws IOException {
        assertThat(ClosedCaptions.in(Samples.avc(), unit(join(Samples.hex("06"), MESSAGE)), 0))
                .isEqualTo(POP_ON);
        assertThat(ClosedCaptions.in(HevcConfig.parse(Samples.HEVC_90P), unit(join(Samples.hex("4e01"), MESSAGE)), 0))
                .isEqualTo(POP_ON);
        byte[] payload = Arrays.copyOfRange(MESSAGE, 2, MESSAGE.length);
        byte[] metadata = join(new byte[] {0x2a, (byte) (payload.length + 1), 4}, payload);
        assertThat(ClosedCaptions.in(Av1Config.parse(Samples.AV1_90P), metadata, 0))
                .isEqualTo(POP_ON);
    }

    @Test
    void otherMessagesBefore_areSteppedOver_andWhatLiesBehindASliceIsNot() {
        byte[] pictureTiming = Samples.hex("0101aa");
        byte[] sei = unit(join(Samples.hex("06"), pictureTiming, MESSAGE));
        byte[] slice = Samples.frame(true, 40);
        assertThat(ClosedCaptions.in(Samples.avc(), join(sei, slice), 0)).isEqualTo(POP_ON);
        assertThat(ClosedCaptions.in(Samples.avc(), join(slice, sei), 0)).isEmpty();
        assertThat(ClosedCaptions.in(Samples.avc(), slice, 0)).isEmpty();
    }

    @Test
    void insertedCaptions_areFoundAgain_howeverManyThereAre() {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 70; i++) {
            many.writeBytes(new byte[] {4, 0, (byte) (i % 4)}); // in need of emulation prevention
        }
        byte[] frame = Samples.frame(true, 40);
        byte[] whole = ClosedCaptions.into(Samples.avc(), frame, many.toByteArray());
        assertThat(ClosedCaptions.in(Samples.avc(), whole, 0)).isEqualTo(many.toByteArray());
        assertThat(Arrays.copyOfRange(whole, whole.length - frame.length, whole.length))
                .isEqualTo(frame);

        byte[] delimited = join(Samples.hex("0000000209f0"), frame);
        byte[] behind = ClosedCaptions.into(Samples.avc(), delimited, POP_ON);
        assertThat(behind).startsWith(Samples.hex("0000000209f0"));
        assertThat(ClosedCaptions.in(Samples.avc(), behind, 0)).isEqualTo(POP_ON);
    }

    @Test
    void channels_areThoseInWhichACaptionBegins() {
        CaptionChannels channels = new CaptionChannels();
        channels.take(Samples.hex("fc8080" + "fcc8e9"));
        assertThat(channels.known()).as("padding and characters").isEmpty();
        channels.take(POP_ON);
        channels.take(Samples.hex("fd1525" + "fd1d29"));
        channels.take(Samples.hex("ff0221" + "fe4100"));
        assertThat(channels.known()).containsExactly("CC1", "CC3", "CC4", "SERVICE1");
        channels.forget();
        assertThat(channels.known()).isEmpty();
    }

    private static byte[] unit(byte[] nal) {
        return join(new byte[] {0, 0, 0, (byte) nal.length}, nal);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
