package dev.vitrine.media.engine.rtsp;

import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.InBandSets;
import dev.vitrine.media.engine.codec.OpusConfig;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a stream's description can be played, and how. */
final class SourceTrack {
    private static final int VIDEO_RATE = 90_000;
    private static final int MAX_CONFIG_DIGITS = 128;

    private SourceTrack() {}

    /** The picture: H.264 or HEVC. */
    record Picture(SessionDescription.Media media, boolean hevc, int rate) {
        /**
         * The parameter sets of the description; one that is malformed is left out, since they come within the stream.
         */
        InBandSets sets() throws UnsupportedMediaException {
            InBandSets sets = new InBandSets(hevc);
            String all = hevc
                    ? media.of("sprop-vps") + "," + media.of("sprop-sps") + "," + media.of("sprop-pps")
                    : media.of("sprop-parameter-sets");
            for (String text : all.split(",")) {
                try {
                    sets.take(Base64.getMimeDecoder().decode(text.strip()));
                } catch (UnsupportedMediaException foreign) {
                    throw foreign;
                } catch (IOException | IllegalArgumentException malformed) {
                    continue;
                }
            }
            return sets;
        }
    }

    /** The sound: AAC or Opus. */
    record Sound(SessionDescription.Media media, AudioConfig config, int rate) {
        Depacketiser depacketiser(Depacketiser.Output output) {
            return config instanceof OpusConfig
                    ? (packet, lost) -> output.frame(packet.timestamp(), 0, packet.payload())
                    : new AacDepacketiser(
                            media.number("sizelength"),
                            media.number("indexlength"),
                            media.number("indexdeltalength"),
                            output);
        }
    }

    /**
     * The first picture that can be played.
     *
     * @throws UnsupportedMediaException if there is none; the message says what there is
     */
    static Picture picture(List<SessionDescription.Media> all) throws UnsupportedMediaException {
        String foreign = "";
        for (SessionDescription.Media media : all) {
            boolean hevc = media.encoding().equals("h265");
            if (!media.kind().equals("video")) {
                continue;
            }
            boolean ordered = media.number("sprop-max-don-diff") == 0 && media.number("packetization-mode") < 2;
            if ((hevc || media.encoding().equals("h264")) && ordered) {
                return new Picture(media, hevc, media.rate() == 0 ? VIDEO_RATE : media.rate());
            }
            foreign = ordered ? name(media) : media.encoding().toUpperCase(Locale.ROOT) + " in interleaved packets";
        }
        throw new UnsupportedMediaException(
                foreign.isEmpty()
                        ? "The source has no picture."
                        : "The source's picture is " + foreign + ", and H.264 and HEVC are taken from RTSP; set one of"
                                + " them there, in most cameras under Video → Encoding.");
    }

    /** The first sound that can be played; null if there is none. */
    static @Nullable Sound sound(List<SessionDescription.Media> all) {
        for (SessionDescription.Media media : all) {
            if (media.kind().equals("audio")) {
                AudioConfig config = config(media);
                if (config != null) {
                    int rate = media.rate() == 0 ? config.sampleRate() : media.rate();
                    return new Sound(media, config, rate);
                }
            }
        }
        return null;
    }

    /** A sentence about sound that is there and cannot be played; empty if there is none. */
    static String silence(List<SessionDescription.Media> all) {
        return all.stream()
                .filter(media -> media.kind().equals("audio"))
                .findFirst()
                .map(media -> " Its sound, " + name(media)
                        + ", is left out: AAC (mpeg4-generic, AAC-hbr) and Opus are taken; set one of them there.")
                .orElse("");
    }

    private static @Nullable AudioConfig config(SessionDescription.Media media) {
        try {
            return switch (media.encoding()) {
                case "mpeg4-generic" -> aac(media);
                case "opus" -> OpusConfig.parse(opusHead(Math.min(2, media.channels())));
                default -> null;
            };
        } catch (IOException | IllegalArgumentException unplayable) {
            return null;
        }
    }

    private static @Nullable AudioConfig aac(SessionDescription.Media media) throws IOException {
        String mode = media.of("mode").toLowerCase(Locale.ROOT);
        String config = media.of("config");
        int size = media.number("sizelength");
        int index = media.number("indexlength");
        int delta = media.number("indexdeltalength");
        boolean plain = size >= 1 && size <= 16 && index <= 8 && delta <= 8;
        boolean extra =
                List.of("ctsdeltalength", "dtsdeltalength", "streamstateindication", "auxiliarydatasizelength").stream()
                        .anyMatch(name -> media.number(name) > 0);
        boolean known = mode.equals("aac-hbr") || mode.equals("aac-lbr");
        return known && plain && !extra && !config.isEmpty() && config.length() <= MAX_CONFIG_DIGITS
                ? AacConfig.parse(HexFormat.of().parseHex(config))
                : null;
    }

    /** Identification header (RFC 7845, 5.1) of a stream that was joined in its midst: nothing is to be skipped. */
    private static byte[] opusHead(int channels) {
        ByteBuffer head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
        head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) channels);
        head.putShort((short) 0).putInt(48_000).putShort((short) 0).put((byte) 0);
        return head.array();
    }

    /** A codec's name for people; what is not known is made fit to be shown. */
    private static String name(SessionDescription.Media media) {
        return switch (media.encoding()) {
            case "mp4a-latm" -> "AAC in LATM";
            case "mpeg4-generic" -> "MPEG-4 audio in a mode of its own";
            case "pcmu", "pcma" -> "G.711 (" + media.encoding().toUpperCase(Locale.ROOT) + ")";
            case "mpa" -> "MPEG audio (MP2 or MP3)";
            case "mp4v-es" -> "MPEG-4 Part 2";
            case "jpeg" -> "JPEG";
            case "mpv" -> "MPEG-2";
            case "mp2t" -> "a transport stream";
            case "" -> "of an unknown kind";
            default -> {
                String shown = media.encoding().replaceAll("[^ -~]", "?").toUpperCase(Locale.ROOT);
                yield "\"" + (shown.length() > 20 ? shown.substring(0, 20) + "…" : shown) + "\"";
            }
        };
    }
}
