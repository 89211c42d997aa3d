package dev.vitrine.media.worker;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.av.NativeArena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * A recording as the engine keeps it: an initialisation segment and one fragment for each frame, with times that start
 * anywhere. Written by FFmpeg's muxer, so it is independent of the engine's.
 */
public record Fragments(byte[] init, Path file, long offset, long length) {

    /** Writes packets, shifted by a time, to a file. */
    public static Fragments write(
            Path file, Response.DemoConfig config, List<Response.DemoPacket> packets, long shiftUs) throws Exception {
        try (NativeArena arena = new NativeArena()) {
            AVFormatContext output = new AVFormatContext(null);
            FFmpeg.check(avformat_alloc_output_context2(output, null, "mp4", file.toString()), "make an mp4");
            arena.own("an mp4", output, o -> avformat_free_context(o));
            AVRational micros = FFmpeg.rational(1, 1_000_000);
            AVStream video = stream(output, AVMEDIA_TYPE_VIDEO, AV_CODEC_ID_H264, config.avcC());
            video.codecpar().width(config.width());
            video.codecpar().height(config.height());
            video.time_base(FFmpeg.rational(1, 90_000));
            AVStream audio = stream(output, AVMEDIA_TYPE_AUDIO, AV_CODEC_ID_AAC, config.asc());
            audio.codecpar().sample_rate(config.sampleRate());
            audio.codecpar().frame_size(1024);
            av_channel_layout_default(audio.codecpar().ch_layout(), config.channels());
            audio.time_base(FFmpeg.rational(1, config.sampleRate()));
            AVIOContext io = new AVIOContext(null);
            FFmpeg.check(avio_open2(io, "file:" + file, AVIO_FLAG_WRITE, null, null), "open a file");
            output.pb(io);
            output.avoid_negative_ts(AVFormatContext.AVFMT_AVOID_NEG_TS_DISABLED);
            AVDictionary options = new AVDictionary(null);
            av_dict_set(options, "movflags", "+frag_custom+empty_moov+default_base_moof+skip_trailer+frag_discont", 0);
            av_dict_set(options, "use_editlist", "0", 0);
            FFmpeg.check(avformat_write_header(output, options), "write a header");
            AVPacket packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
            for (Response.DemoPacket from : packets) {
                AVStream to = from.video() ? video : audio;
                FFmpeg.check(av_new_packet(packet, from.payload().length), "allocate a packet");
                packet.data().put(from.payload(), 0, from.payload().length);
                packet.stream_index(to.index());
                packet.flags(from.key() ? AV_PKT_FLAG_KEY : 0);
                packet.pts(av_rescale_q(from.ptsUs() + shiftUs, micros, to.time_base()));
                packet.dts(packet.pts());
                packet.duration(from.video() ? 90_000 / config.fps() : 1024);
                FFmpeg.check(av_write_frame(output, packet), "write a frame");
                FFmpeg.check(av_write_frame(output, null), "end a fragment");
                av_packet_unref(packet);
            }
            FFmpeg.check(av_write_trailer(output), "write a trailer");
            avio_closep(io);
        }
        byte[] all = Files.readAllBytes(file);
        int end = endOfMoov(all);
        return new Fragments(Arrays.copyOf(all, end), file, end, all.length - end);
    }

    List<Request.Piece> pieces() {
        return List.of(new Request.Piece(file.toString(), offset, length));
    }

    private static AVStream stream(AVFormatContext output, int type, int codec, byte[] extradata) {
        AVStream stream = avformat_new_stream(output, null);
        AVCodecParameters parameters = stream.codecpar();
        parameters.codec_type(type);
        parameters.codec_id(codec);
        BytePointer bytes = new BytePointer(av_mallocz(extradata.length + (long) AV_INPUT_BUFFER_PADDING_SIZE));
        bytes.put(extradata, 0, extradata.length);
        parameters.extradata(bytes);
        parameters.extradata_size(extradata.length);
        return stream;
    }

    private static int endOfMoov(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int at = 0;
        while (true) {
            int size = in.getInt(at);
            String type = new String(bytes, at + 4, 4, StandardCharsets.US_ASCII);
            at += size;
            if (type.equals("moov")) {
                return at;
            }
        }
    }
}
