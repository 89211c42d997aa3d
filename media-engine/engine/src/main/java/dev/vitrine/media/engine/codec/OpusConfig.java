package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An Opus configuration.
 *
 * @param configRecord the identification header "OpusHead" (RFC 7845, 5.1); never changed
 * @param channels number of channels
 * @param preSkip samples to drop at the start, at 48 kHz
 * @param inputSampleRate of the sound before it was encoded, in Hz; for information
 * @param outputGain in 1/256 dB
 * @param mappingFamily how channels are mapped: 0 mono or stereo, 1 surround
 */
public record OpusConfig(
        byte[] configRecord, int channels, int preSkip, int inputSampleRate, int outputGain, int mappingFamily)
        implements AudioConfig {
    /** Opus always counts time at 48 kHz (RFC 7845, 4). */
    private static final int SAMPLE_RATE = 48_000;

    private static final int FIXED_BYTES = 19;

    /** A packet lasts at most 120 ms (RFC 6716, 3.2.5). */
    private static final int MAX_SAMPLES = 5_760;

    /** Where the channel mapping table begins: number of streams, of coupled ones, and a byte for each channel. */
    private static final int MAPPING_TABLE = FIXED_BYTES;

    /**
     * Reads the identification header of a sequence header.
     *
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if it is malformed
     */
    public static OpusConfig parse(byte[] head) throws IOException {
        if (head.length < FIXED_BYTES || !new String(head, 0, 8, StandardCharsets.ISO_8859_1).equals("OpusHead")) {
            throw new IOException("the Opus configuration is malformed (" + head.length + " bytes)");
        }
        ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int version = in.get(8) & 0xFF;
        int channels = in.get(9) & 0xFF;
        int family = in.get(18) & 0xFF;
        if (version >>> 4 != 0 || channels == 0) {
            throw new IOException(
                    "the Opus configuration is of version " + version + " with " + channels + " channels");
        }
        boolean known = family == 0 && channels <= 2 || family == 1 && channels <= 8;
        if (!known) {
            throw new UnsupportedMediaException(
                    "The sound is Opus with " + channels + " channels in a layout of its own" + " (family " + family
                            + "). In OBS, Settings → Audio → Channels → Stereo.");
        }
        if (family == 1) {
            requireMapping(head, channels);
        }
        return new OpusConfig(
                head, channels, Short.toUnsignedInt(in.getShort(10)), in.getInt(12), in.getShort(16), family);
    }

    @Override
    public String codec() {
        return "opus";
    }

    @Override
    public int sampleRate() {
        return SAMPLE_RATE;
    }

    /** The channel mapping table (RFC 7845, 5.1.1), empty for mono and stereo. */
    public byte[] mapping() {
        if (mappingFamily == 0) {
            return new byte[0];
        }
        byte[] table = new byte[2 + channels];
        System.arraycopy(configRecord, MAPPING_TABLE, table, 0, table.length);
        return table;
    }

    /** {@inheritDoc} Read from the packet's first bytes (RFC 6716, 3.1 and 3.2). */
    @Override
    public int samples(byte[] data, int offset) throws IOException {
        if (offset >= data.length) {
            throw new IOException("an empty Opus packet");
        }
        int toc = data[offset] & 0xFF;
        int frames = switch (toc & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> {
                if (offset + 1 >= data.length) {
                    throw new IOException("an Opus packet of one byte");
                }
                yield data[offset + 1] & 0x3F;
            }
        };
        int samples = frames * frameSamples(toc >>> 3);
        if (samples == 0 || samples > MAX_SAMPLES) {
            throw new IOException("an Opus packet of " + samples + " samples");
        }
        return samples;
    }

    private static int frameSamples(int config) {
        if (config < 12) { // SILK: 10, 20, 40, 60 ms
            return (config & 3) == 3 ? 2_880 : 480 << (config & 3);
        }
        if (config < 16) { // hybrid: 10, 20 ms
            return 480 << (config & 1);
        }
        return 120 << (config & 3); // CELT: 2.5, 5, 10, 20 ms
    }

    private static void requireMapping(byte[] head, int channels) throws IOException {
        if (head.length < MAPPING_TABLE + 2 + channels) {
            throw new IOException("the Opus configuration ends within its channel mapping");
        }
        int streams = head[MAPPING_TABLE] & 0xFF;
        int coupled = head[MAPPING_TABLE + 1] & 0xFF;
        if (streams == 0 || coupled > streams || streams + coupled > 255) {
            throw new IOException("the Opus configuration has " + streams + " streams, " + coupled + " coupled");
        }
    }
}
