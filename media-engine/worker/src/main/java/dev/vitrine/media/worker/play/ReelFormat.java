package dev.vitrine.media.worker.play;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import dev.vitrine.media.worker.av.Adts;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.Decoders;
import dev.vitrine.media.worker.av.H264;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * What of a file is passed on as it is, and what is encoded anew because browsers do not take it.
 *
 * @param video number of the stream
 * @param audio likewise, or {@link FileInput#NONE}
 * @param anewPicture what the picture is encoded in if it is encoded anew
 * @param avcC AVCDecoderConfigurationRecord of a picture that is passed on, else empty
 * @param anewSound what the sound is encoded in if it is encoded anew
 * @param asc AudioSpecificConfig of sound that is passed on, else empty
 * @param remark what is encoded anew, as a sentence, or nothing
 */
record ReelFormat(
        int video,
        int audio,
        Optional<String> anewPicture,
        byte[] avcC,
        int width,
        int height,
        double fps,
        Optional<String> anewSound,
        byte[] asc,
        int sampleRate,
        int channels,
        String remark) {
    /** Of a file that is not open. */
    static final ReelFormat NONE = new ReelFormat(
            FileInput.NONE,
            FileInput.NONE,
            Optional.empty(),
            new byte[0],
            0,
            0,
            0,
            Optional.empty(),
            new byte[0],
            0,
            0,
            "");

    /**
     * Looks at an open file.
     *
     * @throws AvException if it cannot be played; a sentence with what to do
     */
    static ReelFormat of(FileInput input) throws AvException {
        int video = input.video();
        if (video == FileInput.NONE) {
            throw new AvException(input.name() + " has no picture.");
        }
        AVCodecParameters picture = input.stream(video).codecpar();
        byte[] avcC = avcC(input, picture);
        Optional<String> anewPicture =
                H264.isPlayable(avcC) ? Optional.empty() : Optional.of(anew(input, picture, "a picture"));
        AVRational rate = input.stream(video).avg_frame_rate();
        double fps = rate.den() == 0 ? 0 : (double) rate.num() / rate.den();
        int audio = input.audio();
        Optional<String> anewSound = Optional.empty();
        byte[] asc = {};
        int sampleRate = 0;
        int channels = 0;
        if (audio != FileInput.NONE) {
            AVCodecParameters sound = input.stream(audio).codecpar();
            asc = asc(input, sound);
            if (isPlayableAac(asc)) {
                sampleRate = sound.sample_rate();
                channels = sound.ch_layout().nb_channels();
            } else {
                asc = new byte[0];
                anewSound = Optional.of(anew(input, sound, "sound"));
                sampleRate = RecodedSound.SAMPLE_RATE;
                channels = RecodedSound.CHANNELS;
            }
        }
        return new ReelFormat(
                video,
                audio,
                anewPicture,
                anewPicture.isPresent() ? new byte[0] : avcC,
                picture.width(),
                picture.height(),
                fps,
                anewSound,
                asc,
                sampleRate,
                channels,
                remark(input, anewPicture, anewSound));
    }

    private static byte[] avcC(FileInput input, AVCodecParameters picture) {
        byte[] extradata = extradata(picture);
        if (picture.codec_id() != AV_CODEC_ID_H264) {
            return new byte[0];
        }
        try {
            return input.isTransportStream() ? H264.avcC(extradata) : extradata;
        } catch (AvException none) {
            return new byte[0]; // the decoder finds them in the stream
        }
    }

    private static byte[] asc(FileInput input, AVCodecParameters sound) throws AvException {
        if (sound.codec_id() != AV_CODEC_ID_AAC) {
            return new byte[0];
        }
        return input.isTransportStream() ? Adts.config(input.firstSound()) : extradata(sound);
    }

    /** AAC-LC or HE-AAC in one of the usual layouts (AudioSpecificConfig: ISO/IEC 14496-3, 1.6.2.1). */
    static boolean isPlayableAac(byte[] asc) {
        if (asc.length < 2) {
            return false;
        }
        int type = (asc[0] & 0xFF) >> 3;
        int rate = (asc[0] & 7) << 1 | (asc[1] & 0x80) >> 7;
        int layout = (asc[1] & 0x78) >> 3;
        return (type == 2 || type == 5 || type == 29) && (rate == 15 || layout >= 1 && layout <= 7);
    }

    /** What a stream is encoded in, if it can be decoded. */
    private static String anew(FileInput input, AVCodecParameters stream, String what) throws AvException {
        String title = Decoders.title(stream.codec_id());
        if (stream.codec_id() == AV_CODEC_ID_H264) {
            title += " of a kind that browsers do not play"; // 10 bit, 4:2:2 or the like
        } else if (stream.codec_id() == AV_CODEC_ID_AAC) {
            title += " of a kind that browsers do not play";
        }
        if (Decoders.find(stream.codec_id()) == null) {
            throw new AvException(
                    input.name() + " has " + what + " in " + title + ", which is not decoded here; " + input.convert());
        }
        return title;
    }

    private static String remark(FileInput input, Optional<String> picture, Optional<String> sound) {
        String what = Stream.of(picture.map(codec -> "a picture in " + codec), sound.map(codec -> "sound in " + codec))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" and "));
        if (what.isEmpty()) {
            return "";
        }
        boolean several = picture.isPresent() && sound.isPresent();
        return input.name() + " has " + what + ", which " + (several ? "are" : "is")
                + " encoded anew while it plays; a file in H.264 and AAC costs less.";
    }

    boolean hasSound() {
        return audio != FileInput.NONE;
    }

    /** Makes the picture's way. */
    Track picture(Reel reel, FileInput input) throws AvException {
        return anewPicture.isPresent()
                ? new RecodedPicture(reel, decoder(input, video), input.stream(video), fps)
                : new PassedTrack(reel, true, input.isTransportStream(), FileInput.TimeBase.of(input.stream(video)));
    }

    /** Makes the sound's way. */
    Track sound(Reel reel, FileInput input) throws AvException {
        if (!hasSound()) {
            return SILENT;
        }
        return anewSound.isPresent()
                ? new RecodedSound(reel, decoder(input, audio), input.stream(audio))
                : new PassedTrack(reel, false, input.isTransportStream(), FileInput.TimeBase.of(input.stream(audio)));
    }

    private static AVCodec decoder(FileInput input, int stream) throws AvException {
        AVCodec codec = Decoders.find(input.stream(stream).codecpar().codec_id());
        if (codec == null) {
            throw new AvException(input.name() + " cannot be decoded.");
        }
        return codec;
    }

    /** The whole, once it is known how picture and sound are encoded. */
    FilePlayer.Format with(byte[] pictureConfig, int shownWidth, int shownHeight, byte[] soundConfig) {
        return new FilePlayer.Format(
                pictureConfig, soundConfig, shownWidth, shownHeight, (int) Math.round(fps), sampleRate, channels);
    }

    private static byte[] extradata(AVCodecParameters parameters) {
        BytePointer pointer = parameters.extradata();
        if (pointer == null || pointer.isNull() || parameters.extradata_size() <= 0) {
            return new byte[0];
        }
        byte[] bytes = new byte[parameters.extradata_size()];
        pointer.limit(bytes.length).get(bytes);
        return bytes;
    }

    private static final Track SILENT = new Track() {
        @Override
        public void take(AVPacket packet) {}

        @Override
        public void end() {}

        @Override
        public void close() {}
    };
}
