package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;
import static org.bytedeco.ffmpeg.global.avutil.avutil_license;

import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;

/** The natives themselves: loading, what they are, and their errors as sentences. */
public final class FFmpeg {
    /** More physical memory than this whole process may hold makes allocations fail instead of the machine. */
    private static final String MAX_PHYSICAL_BYTES = "1g";

    /** The largest single allocation: hostile headers may ask for any. A 4096×2304 picture takes 14 MiB. */
    private static final long MAX_ALLOCATION_BYTES = 256L << 20;

    /** Added to the level of what a codec logs, nothing is left of it: a damaged file could fill any log. */
    static final int SILENT = 64;

    private static final long MICROS = 1_000_000;

    private FFmpeg() {}

    /**
     * Sets how JavaCPP is to behave. To be called before any of its classes is loaded; what the command line sets
     * stays.
     */
    public static void configure() {
        setDefault("org.bytedeco.javacpp.maxPhysicalBytes", MAX_PHYSICAL_BYTES);
        // Arenas free everything; the collector's deallocator thread would only be a second owner.
        setDefault("org.bytedeco.javacpp.nopointergc", "true");
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /** Loads the library that names version and licence, and sets log level and limits. Later calls do nothing. */
    public static void load() {
        av_log_set_level(AV_LOG_WARNING);
        av_max_alloc(MAX_ALLOCATION_BYTES);
    }

    /** Loads the rest, so that the first job does not wait for it. */
    public static void warmUp() {
        Loader.load(avcodec.class);
        Loader.load(avformat.class);
        Loader.load(swscale.class);
    }

    /** Returns the licence that the loaded build is under. */
    public static String licence() {
        return avutil_license().getString();
    }

    /** Returns version, licence and what follows from it for H.264 in one line. */
    public static String about() {
        return "FFmpeg " + av_version_info().getString() + ", " + licence()
                + (isGpl()
                        ? "; GPL natives are installed, so this server is under the GPL and libx264 encodes"
                        : "; libopenh264 encodes, or a hardware encoder that opens");
    }

    /** Whether the GPL build is loaded, which is decided by the jars on the class path alone. */
    public static boolean isGpl() {
        return licence().startsWith("GPL");
    }

    /** Whether a result is FFmpeg's "try again": a codec wants more input before it gives output. */
    public static boolean isAgain(int result) {
        return result == avutil.AVERROR_EAGAIN();
    }

    /**
     * Passes a result on that is no error.
     *
     * @param doing completes the sentence "FFmpeg could not …"
     * @throws AvException if it is one
     */
    public static int check(int result, String doing) throws AvException {
        if (result < 0) {
            throw new AvException("FFmpeg could not " + doing + ": " + error(result) + ".");
        }
        return result;
    }

    private static String error(int code) {
        byte[] text = new byte[128];
        av_strerror(code, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Returns microseconds of a time in units of a fraction of a second. */
    public static long micros(long time, int numerator, int denominator) {
        return av_rescale(time, MICROS * numerator, denominator);
    }

    /** Returns a fraction as FFmpeg takes it; belongs to the arena in use. */
    public static AVRational rational(int numerator, int denominator) {
        AVRational rational = new AVRational();
        rational.num(numerator);
        rational.den(denominator);
        return rational;
    }
}
