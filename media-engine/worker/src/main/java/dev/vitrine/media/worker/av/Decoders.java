package dev.vitrine.media.worker.av;

import static java.util.Map.entry;
import static org.bytedeco.ffmpeg.global.avcodec.*;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.jspecify.annotations.Nullable;

/**
 * The decoders that files may be played with. What is not listed is not opened, whatever else FFmpeg has: bytes of
 * strangers meet these alone.
 */
public final class Decoders {
    /** By name, since of some codecs the first decoder that FFmpeg lists works in hardware alone. */
    private record Known(String decoder, String title) {}

    private static final Map<Integer, Known> PICTURES = Map.ofEntries(
            entry(AV_CODEC_ID_H264, new Known("h264", "H.264")),
            entry(AV_CODEC_ID_HEVC, new Known("hevc", "HEVC")),
            entry(AV_CODEC_ID_AV1, new Known("libaom-av1", "AV1")),
            entry(AV_CODEC_ID_VP8, new Known("vp8", "VP8")),
            entry(AV_CODEC_ID_VP9, new Known("vp9", "VP9")),
            entry(AV_CODEC_ID_MPEG1VIDEO, new Known("mpeg1video", "MPEG-1")),
            entry(AV_CODEC_ID_MPEG2VIDEO, new Known("mpeg2video", "MPEG-2")),
            entry(AV_CODEC_ID_MPEG4, new Known("mpeg4", "MPEG-4 Part 2")),
            entry(AV_CODEC_ID_PRORES, new Known("prores", "ProRes")),
            entry(AV_CODEC_ID_DNXHD, new Known("dnxhd", "DNxHD")),
            entry(AV_CODEC_ID_DVVIDEO, new Known("dvvideo", "DV")),
            entry(AV_CODEC_ID_MJPEG, new Known("mjpeg", "Motion JPEG")));

    private static final Map<Integer, Known> SOUNDS = Map.ofEntries(
            entry(AV_CODEC_ID_AAC, new Known("aac", "AAC")),
            entry(AV_CODEC_ID_AAC_LATM, new Known("aac_latm", "AAC (LATM)")),
            entry(AV_CODEC_ID_MP2, new Known("mp2float", "MP2")),
            entry(AV_CODEC_ID_MP3, new Known("mp3float", "MP3")),
            entry(AV_CODEC_ID_AC3, new Known("ac3", "AC-3")),
            entry(AV_CODEC_ID_EAC3, new Known("eac3", "E-AC-3")),
            entry(AV_CODEC_ID_DTS, new Known("dca", "DTS")),
            entry(AV_CODEC_ID_OPUS, new Known("opus", "Opus")),
            entry(AV_CODEC_ID_VORBIS, new Known("vorbis", "Vorbis")),
            entry(AV_CODEC_ID_FLAC, new Known("flac", "FLAC")),
            entry(AV_CODEC_ID_ALAC, new Known("alac", "ALAC")),
            entry(AV_CODEC_ID_PCM_U8, new Known("pcm_u8", "PCM")),
            entry(AV_CODEC_ID_PCM_S16LE, new Known("pcm_s16le", "PCM")),
            entry(AV_CODEC_ID_PCM_S16BE, new Known("pcm_s16be", "PCM")),
            entry(AV_CODEC_ID_PCM_S24LE, new Known("pcm_s24le", "PCM")),
            entry(AV_CODEC_ID_PCM_S24BE, new Known("pcm_s24be", "PCM")),
            entry(AV_CODEC_ID_PCM_S32LE, new Known("pcm_s32le", "PCM")),
            entry(AV_CODEC_ID_PCM_S32BE, new Known("pcm_s32be", "PCM")),
            entry(AV_CODEC_ID_PCM_F32LE, new Known("pcm_f32le", "PCM")),
            entry(AV_CODEC_ID_PCM_F32BE, new Known("pcm_f32be", "PCM")),
            entry(AV_CODEC_ID_PCM_ALAW, new Known("pcm_alaw", "G.711")),
            entry(AV_CODEC_ID_PCM_MULAW, new Known("pcm_mulaw", "G.711")));

    private Decoders() {}

    /** Returns the decoder of a codec; null if it is not on the list or not in this build. */
    public static @Nullable AVCodec find(int codec) {
        Known known = known(codec);
        AVCodec found = known == null ? null : avcodec_find_decoder_by_name(known.decoder);
        return found == null || found.isNull() ? null : found;
    }

    /** What people call a codec. */
    public static String title(int codec) {
        Known known = known(codec);
        return known == null ? avcodec_get_name(codec).getString() : known.title;
    }

    /** Names of all, as FFmpeg takes them for a list of what may be opened. */
    static String names() {
        return Stream.concat(PICTURES.values().stream(), SOUNDS.values().stream())
                .map(Known::decoder)
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static @Nullable Known known(int codec) {
        Known picture = PICTURES.get(codec);
        return picture == null ? SOUNDS.get(codec) : picture;
    }
}
