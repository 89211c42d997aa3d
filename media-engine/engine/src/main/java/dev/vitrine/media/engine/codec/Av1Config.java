package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * An AV1 configuration that viewers' browsers can play.
 *
 * @param configRecord AV1CodecConfigurationRecord (AV1 in ISO base media 1.3, 2.3.3); never changed
 * @param codec RFC 6381 name (likewise, 5) such as {@code av01.0.05M.08}
 * @param width picture width in pixels
 * @param height picture height in pixels
 * @param fps frames a second as declared, 0 when unknown
 */
public record Av1Config(byte[] configRecord, String codec, int width, int height, double fps) implements VideoConfig {
    private static final int FIXED_BYTES = 4;
    private static final int MARKER_AND_VERSION = 0x81;

    /**
     * Reads the record of a sequence header.
     *
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if it is malformed
     */
    public static Av1Config parse(byte[] av1C) throws IOException {
        if (av1C.length < FIXED_BYTES || (av1C[0] & 0xFF) != MARKER_AND_VERSION) {
            throw new IOException("the AV1 configuration is malformed (" + av1C.length + " bytes)");
        }
        int profile = (av1C[1] & 0xFF) >>> 5;
        int level = av1C[1] & 0x1F;
        boolean highTier = (av1C[2] & 0x80) != 0;
        boolean highBitDepth = (av1C[2] & 0x40) != 0;
        boolean twelveBit = (av1C[2] & 0x20) != 0;
        int depth = !highBitDepth ? 8 : twelveBit ? 12 : 10;
        if (profile != 0) {
            throw new UnsupportedMediaException("The video is AV1 of profile " + profile
                    + " (more than 4:2:0 colour), which browsers do not play. In OBS, Settings → Advanced → Color"
                    + " Format → NV12; in ffmpeg, -pix_fmt yuv420p.");
        }
        Optional<ObuReader.Obu> header = ObuReader.find(av1C, FIXED_BYTES, ObuReader.SEQUENCE_HEADER);
        if (header.isEmpty()) {
            throw new IOException("the AV1 configuration holds no sequence header");
        }
        Av1SequenceHeader sequence = Av1SequenceHeader.parse(
                Arrays.copyOfRange(av1C, header.get().payload(), header.get().end()));
        String codec = "av01." + profile + "." + twoDigits(level) + (highTier ? "H" : "M") + "." + twoDigits(depth);
        return new Av1Config(av1C, codec, sequence.width(), sequence.height(), sequence.fps());
    }

    @Override
    public String fourCc() {
        return "av01";
    }

    /** None: WebCodecs' AV1 decoder takes everything from the frames. */
    @Override
    public Optional<byte[]> description() {
        return Optional.empty();
    }

    /**
     * {@inheritDoc} The temporal delimiter is left out, as ISO base media wants it (2.4), and a key frame without a
     * sequence header is given the configuration's, so that decoding can start there.
     */
    @Override
    public AccessUnit inspect(boolean announcedKey, byte[] data, int offset) throws IOException {
        if (offset >= data.length) {
            throw new IOException("an empty frame");
        }
        int start = offset;
        boolean sequenceHeader = false;
        boolean key = false;
        boolean frame = false;
        int at = offset;
        while (at < data.length) {
            ObuReader.Obu obu = ObuReader.read(data, at);
            switch (obu.type()) {
                case ObuReader.TEMPORAL_DELIMITER -> start = at == start ? obu.end() : start;
                case ObuReader.SEQUENCE_HEADER -> sequenceHeader = true;
                case ObuReader.FRAME_HEADER, ObuReader.FRAME -> {
                    if (!frame) {
                        key = ObuReader.startsKeyFrame(data, obu);
                        frame = true;
                    }
                }
                default -> {
                    // tiles, metadata, padding
                }
            }
            at = obu.end();
        }
        if (!frame) {
            throw new IOException("a temporal unit without a frame");
        }
        if (!key || sequenceHeader) {
            return new AccessUnit(key, data, start);
        }
        int headerBytes = configRecord.length - FIXED_BYTES;
        byte[] whole = Arrays.copyOfRange(configRecord, FIXED_BYTES, configRecord.length + data.length - start);
        System.arraycopy(data, start, whole, headerBytes, data.length - start);
        return new AccessUnit(true, whole, 0);
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
