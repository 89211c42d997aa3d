package dev.vitrine.itests.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A film with captions as broadcast encoders write them: CEA-608 on CC1, one pair of bytes with each picture, in
 * messages of H.264 (ATSC A/53 part 4). FFmpeg makes the picture; it has no means to write captions, so they are put
 * between its units here.
 */
public final class CaptionedFilm {
    private static final int FPS = 25;
    private static final int PICTURES_OF_EACH = 3 * FPS;
    private static final int NAL_DELIMITER = 9;
    private static final byte[] PADDING = {(byte) 0x80, (byte) 0x80};

    private CaptionedFilm() {}

    /** Writes a film, to be played over and over, that shows each text for three seconds, in the lowest row. */
    public static Path write(Path directory, List<String> texts) throws IOException, InterruptedException {
        Path plain = directory.resolve("plain.h264");
        Path captioned = directory.resolve("captioned.h264");
        Path film = directory.resolve("captioned.mp4");
        String seconds = String.valueOf(texts.size() * PICTURES_OF_EACH / FPS);
        String codec = "-c:v libx264 -preset ultrafast -tune zerolatency -g 25 -x264-params aud=1 -pix_fmt yuv420p";
        ffmpeg("-f lavfi -i testsrc2=size=640x360:rate=25 -t " + seconds + " " + codec + " -f h264 " + plain);
        Files.write(captioned, captioned(Files.readAllBytes(plain), texts));
        ffmpeg("-framerate 25 -i " + captioned + " -f lavfi -i sine=frequency=440:sample_rate=48000 -t " + seconds
                + " -c:v copy -c:a aac -b:a 96k " + film);
        return film;
    }

    /** Puts a message behind each access unit delimiter. */
    private static byte[] captioned(byte[] plain, List<String> texts) {
        List<byte[]> pairs = new ArrayList<>();
        for (String text : texts) {
            List<byte[]> caption = popOn(text);
            while (caption.size() < PICTURES_OF_EACH) {
                caption.add(PADDING);
            }
            pairs.addAll(caption);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length + pairs.size() * 40);
        int picture = 0;
        int from = 0;
        for (int at = 0; at + 5 < plain.length; at++) {
            boolean delimiter = plain[at] == 0
                    && plain[at + 1] == 0
                    && plain[at + 2] == 1
                    && (plain[at + 3] & 0x1F) == NAL_DELIMITER;
            if (delimiter) {
                int end = at + 5; // its payload is one byte
                out.write(plain, from, end - from);
                out.writeBytes(message(pairs.get(picture++ % pairs.size())));
                from = end;
            }
        }
        out.write(plain, from, plain.length - from);
        return out.toByteArray();
    }

    /** Resume loading, erase what was loaded, lowest row, the text, show it; commands come twice (CEA-608, 8.4). */
    private static List<byte[]> popOn(String text) {
        List<byte[]> pairs = new ArrayList<>();
        for (int command : new int[] {0x1420, 0x142E, 0x1470}) {
            pairs.add(pair(command >>> 8, command));
            pairs.add(pair(command >>> 8, command));
        }
        byte[] letters = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < letters.length; i += 2) {
            pairs.add(pair(letters[i], i + 1 < letters.length ? letters[i + 1] : 0));
        }
        pairs.add(pair(0x14, 0x2F));
        pairs.add(pair(0x14, 0x2F));
        return pairs;
    }

    private static byte[] pair(int first, int second) {
        return new byte[] {odd(first), odd(second)};
    }

    /** Seven bits with odd parity (CEA-608, 4). */
    private static byte odd(int bits) {
        int seven = bits & 0x7F;
        return (byte) (Integer.bitCount(seven) % 2 == 0 ? seven | 0x80 : seven);
    }

    /** A unit of one message; nothing in it needs emulation prevention, since there are no two zeros in a row. */
    private static byte[] message(byte[] pair) {
        return new byte[] {
            0,
            0,
            0,
            1,
            6,
            4,
            14,
            (byte) 0xB5,
            0,
            0x31,
            'G',
            'A',
            '9',
            '4',
            3,
            (byte) 0xC1,
            (byte) 0xFF,
            (byte) 0xFC,
            pair[0],
            pair[1],
            (byte) 0xFF,
            (byte) 0x80
        };
    }

    private static void ffmpeg(String arguments) throws IOException, InterruptedException {
        Films.ffmpeg(List.of("ffmpeg"), arguments);
    }
}
