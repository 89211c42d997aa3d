package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Reads packets out of an mp4, fragmented or not, a Matroska file or an MPEG transport stream, that Java feeds byte by
 * byte: no protocol and no other format is open to what the bytes say. Lives in an arena and on its thread.
 */
public final class Demuxer {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final String MP4 = "mov";
    private static final String MP4_NAMES = "mov,mp4,m4a,3gp,3g2,mj2";
    private static final String MATROSKA = "matroska";
    private static final String MATROSKA_NAMES = "matroska,webm";
    private static final String TRANSPORT_STREAM = "mpegts";
    /** No protocol has this name, so no reference inside the file can be followed. */
    private static final String NO_PROTOCOL = "none";

    private final AVFormatContext context;
    private final AVPacket packet;
    private final Deadline deadline;

    /**
     * Opens the input and reads its header.
     *
     * @throws AvException if it is not an mp4, or the deadline passes
     */
    public Demuxer(NativeArena arena, ByteSource source, Deadline deadline) throws AvException {
        this(arena, source, MP4, MP4_NAMES, deadline);
    }

    /**
     * Opens a Matroska file likewise.
     *
     * @throws AvException if it is none, or the deadline passes
     */
    public static Demuxer matroska(NativeArena arena, ByteSource source, Deadline deadline) throws AvException {
        Demuxer demuxer = new Demuxer(arena, source, MATROSKA, MATROSKA_NAMES, deadline);
        // Matroska has no decoding times; FFmpeg works them out once it knows how far pictures are reordered.
        demuxer.look();
        return demuxer;
    }

    /**
     * Opens an MPEG transport stream likewise, with packets of 188 bytes or of 192 as cameras write them. Its packets
     * have start codes and ADTS headers.
     *
     * @throws AvException if it is none, or the deadline passes
     */
    public static Demuxer transportStream(NativeArena arena, ByteSource source, Deadline deadline) throws AvException {
        Demuxer demuxer = new Demuxer(arena, source, TRANSPORT_STREAM, TRANSPORT_STREAM, deadline);
        demuxer.look();
        return demuxer;
    }

    private void look() throws AvException {
        int level = av_log_get_level();
        av_log_set_level(AV_LOG_FATAL); // that subtitles are not decoded is no news
        int looked = avformat_find_stream_info(context, (PointerPointer<?>) null);
        av_log_set_level(level);
        deadline.check();
        FFmpeg.check(looked, "look into the file");
    }

    private Demuxer(NativeArena arena, ByteSource source, String name, String names, Deadline deadline)
            throws AvException {
        this.deadline = deadline;
        Feed feed = new Feed(source, deadline);
        SeekTo seek = new SeekTo(feed);
        BytePointer buffer = new BytePointer(av_malloc(BUFFER_BYTES));
        AVIOContext io = avio_alloc_context(buffer, BUFFER_BYTES, 0, null, feed, null, seek);
        arena.own("an input", io, c -> {
            // The buffer may have been replaced since.
            av_free(c.buffer());
            avio_context_free(c);
        });
        AVInputFormat format = av_find_input_format(name);
        context = avformat_alloc_context();
        context.pb(io);
        AVDictionary options = new AVDictionary(null);
        arena.onClose(() -> av_dict_free(options));
        av_dict_set(options, "protocol_whitelist", NO_PROTOCOL, 0);
        av_dict_set(options, "format_whitelist", names, 0);
        av_dict_set(options, "codec_whitelist", Decoders.names(), 0);
        // On failure it frees the context itself.
        int opened = avformat_open_input(context, (String) null, format, options);
        deadline.check();
        FFmpeg.check(opened, "read the recording's header");
        arena.onClose(() -> avformat_close_input(context));
        packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
    }

    /** Returns the open input, for its streams. */
    public AVFormatContext context() {
        return context;
    }

    /** Returns the first stream of a kind ({@code AVMEDIA_TYPE_…}) that is no picture of the cover, or -1. */
    public int stream(int kind) {
        for (int i = 0; i < context.nb_streams(); i++) {
            boolean cover = (context.streams(i).disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
            if (context.streams(i).codecpar().codec_type() == kind && !cover) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Reads the next packet into {@link #packet()}, in file order.
     *
     * @return false at the end
     * @throws AvException if the bytes are broken or the deadline passes
     */
    public boolean next() throws AvException {
        deadline.check();
        av_packet_unref(packet);
        int result = av_read_frame(context, packet);
        deadline.check();
        if (result == AVERROR_EOF()) {
            return false;
        }
        FFmpeg.check(result, "read the recording");
        return true;
    }

    /** How long a stream is, or else the whole input; 0 when neither says. */
    public long durationUs(int stream) {
        AVStream of = context.streams(stream);
        if (of.duration() != AV_NOPTS_VALUE() && of.duration() > 0) {
            return av_rescale_q(of.duration(), of.time_base(), av_get_time_base_q());
        }
        long whole = context.duration();
        return whole == AV_NOPTS_VALUE() ? 0 : Math.max(0, whole); // AV_TIME_BASE is microseconds
    }

    /**
     * Goes to the last key frame of a stream that is not after a time from the beginning; without effect if it cannot.
     */
    public void seek(int stream, long timeUs) throws AvException {
        AVStream of = context.streams(stream);
        long start = of.start_time() == AV_NOPTS_VALUE() ? 0 : of.start_time();
        long at = start + av_rescale_q(timeUs, av_get_time_base_q(), of.time_base());
        av_seek_frame(context, stream, at, AVSEEK_FLAG_BACKWARD);
        deadline.check();
    }

    /** Returns the packet that {@link #next} has read; the same object each time. */
    public AVPacket packet() {
        return packet;
    }

    /** Called by FFmpeg for bytes. An exception must not cross native code. */
    private static final class Feed extends Read_packet_Pointer_BytePointer_int {
        private final ByteSource source;
        private final Deadline deadline;
        private final byte[] chunk = new byte[BUFFER_BYTES];
        private long position;

        Feed(ByteSource source, Deadline deadline) {
            this.source = source;
            this.deadline = deadline;
        }

        @Override
        public int call(Pointer opaque, BytePointer into, int size) {
            if (deadline.over()) {
                return AVERROR_EXIT();
            }
            try {
                int count = source.read(position, chunk, size);
                if (count < 0) {
                    return AVERROR_EOF();
                }
                into.put(chunk, 0, count);
                position += count;
                return count;
            } catch (IOException | RuntimeException e) {
                return AVERROR_EIO();
            }
        }
    }

    /** Called by FFmpeg to move. */
    private static final class SeekTo extends Seek_Pointer_long_int {
        private static final int SEEK_SET = 0;
        private static final int SEEK_CUR = 1;
        private static final int SEEK_END = 2;

        private final Feed feed;

        SeekTo(Feed feed) {
            this.feed = feed;
        }

        @Override
        public long call(Pointer opaque, long offset, int whence) {
            long length = feed.source.length();
            int how = whence & ~AVSEEK_FORCE;
            if (how == AVSEEK_SIZE) {
                return length;
            }
            long target = switch (how) {
                case SEEK_SET -> offset;
                case SEEK_CUR -> feed.position + offset;
                case SEEK_END -> length + offset;
                default -> -1;
            };
            if (target < 0 || target > length) {
                return AVERROR_EINVAL();
            }
            feed.position = target;
            return target;
        }
    }
}
