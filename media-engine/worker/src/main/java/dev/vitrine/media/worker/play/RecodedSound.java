package dev.vitrine.media.worker.play;

import dev.vitrine.media.worker.av.AudioEncoder;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.av.NativeArena;
import dev.vitrine.media.worker.av.SoundDecoder;
import java.io.IOException;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** Sound of any codec, encoded anew as AAC in stereo at 48 kHz, so that all such files have the same. */
final class RecodedSound implements Track {
    static final int SAMPLE_RATE = 48_000;
    static final int CHANNELS = 2;

    private static final int KBPS = 160;

    /** Times that differ by less from what was counted are rounding or a sloppy file: 50 ms. */
    private static final long TOLERATED_SAMPLES = SAMPLE_RATE / 20;

    /** Sound that goes back by more is another time altogether. */
    private static final long MAX_OVERLAP_SAMPLES = 10L * SAMPLE_RATE;

    private static final long FRAME_US = AudioEncoder.FRAME_SAMPLES * 1_000_000L / SAMPLE_RATE;

    private final Reel reel;
    private final NativeArena arena = new NativeArena();
    private final SoundDecoder decoder;
    private final AudioEncoder encoder;
    private final float[] left = new float[AudioEncoder.FRAME_SAMPLES];
    private final float[] right = new float[AudioEncoder.FRAME_SAMPLES];
    private int filled;
    private boolean begun;
    private long firstAt;
    private long nextAt;

    RecodedSound(Reel reel, AVCodec codec, AVStream stream) throws AvException {
        this.reel = reel;
        boolean opened = false;
        try {
            decoder = new SoundDecoder(arena, codec, stream, SAMPLE_RATE);
            encoder = new AudioEncoder(arena, SAMPLE_RATE, CHANNELS, KBPS);
            opened = true;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /** The AudioSpecificConfig. */
    byte[] asc() {
        return encoder.extradata();
    }

    @Override
    public void take(AVPacket packet) throws IOException {
        decoder.decode(packet, this::heard);
    }

    @Override
    public void end() throws IOException {
        decoder.flush(this::heard);
        if (begun) {
            fillUp();
            Arrays.fill(left, 0);
            Arrays.fill(right, 0);
            encode(); // an encoder gives a frame once it has the one after it
        }
    }

    private void heard(float[] newLeft, float[] newRight, long ptsUs) throws AvException {
        if (!follow(ptsUs)) {
            return;
        }
        for (int at = 0; at < newLeft.length; ) {
            int count = Math.min(newLeft.length - at, left.length - filled);
            System.arraycopy(newLeft, at, left, filled, count);
            System.arraycopy(newRight, at, right, filled, count);
            at += count;
            filled += count;
            if (filled == left.length) {
                encode();
            }
        }
    }

    /** Keeps to the file's times: a gap stays one, and what comes twice is heard once. False if it is not heard. */
    private boolean follow(long ptsUs) throws AvException {
        if (ptsUs == Long.MIN_VALUE) {
            return begun; // right after what was heard
        }
        long at = ptsUs * (SAMPLE_RATE / 1_000) / 1_000;
        if (!begun) {
            begun = true;
            firstAt = at;
            nextAt = at;
            return true;
        }
        long offBy = at - (nextAt + filled);
        if (offBy < -TOLERATED_SAMPLES && offBy > -MAX_OVERLAP_SAMPLES) {
            return false;
        }
        if (Math.abs(offBy) > TOLERATED_SAMPLES) {
            fillUp();
            nextAt = offBy > 0 ? Math.max(at, nextAt) : at;
        }
        return true;
    }

    private void fillUp() throws AvException {
        if (filled > 0) {
            Arrays.fill(left, filled, left.length, 0);
            Arrays.fill(right, filled, right.length, 0);
            encode();
        }
    }

    private void encode() throws AvException {
        encoder.encode(left, right, nextAt, packet -> {
            if (packet.pts() >= firstAt) { // the first one is the encoder's priming
                long us = FFmpeg.micros(packet.pts(), 1, SAMPLE_RATE);
                reel.put(new Unit(false, true, us, us, FRAME_US, FileInput.payload(packet)));
            }
        });
        nextAt += left.length;
        filled = 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}
