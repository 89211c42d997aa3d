package dev.vitrine.plugin.moderation;

import java.util.Arrays;

/**
 * One way to read a text: plain characters between single spaces, with a space at either end, and for each the stretch
 * of the original text that it was read from. A character that is repeated may be kept once with its count.
 */
final class Reading {
    private char[] chars;
    private int[] starts;
    private int[] ends;
    private int[] runs;
    private boolean[] gaps;
    private boolean gap;
    private int length;

    Reading(int capacity) {
        int room = Math.max(4, capacity + 2);
        chars = new char[room];
        starts = new int[room];
        ends = new int[room];
        runs = new int[room];
        gaps = new boolean[room];
    }

    /** Adds a character read from {@code [start, end)}. */
    void add(char letter, int start, int end) {
        if (length == chars.length) {
            int room = length * 2;
            chars = Arrays.copyOf(chars, room);
            starts = Arrays.copyOf(starts, room);
            ends = Arrays.copyOf(ends, room);
            runs = Arrays.copyOf(runs, room);
            gaps = Arrays.copyOf(gaps, room);
        }
        chars[length] = letter;
        starts[length] = start;
        ends[length] = end;
        runs[length] = 1;
        gaps[length] = gap;
        gap = false;
        length++;
    }

    /** Adds a character, or counts it when it repeats the last one. */
    void squeeze(char letter, int start, int end) {
        if (length > 0 && chars[length - 1] == letter) {
            runs[length - 1]++;
            ends[length - 1] = end;
            gap = false;
        } else {
            add(letter, start, end);
        }
    }

    /** Adds a space unless there is one already. */
    void space(int at) {
        if (length == 0 || chars[length - 1] != ' ') {
            add(' ', at, at);
        }
    }

    /** Tells that something was left out before the next character. */
    void leaveOut() {
        gap = true;
    }

    /** Whether a word may begin here: after a space, or where something was left out. */
    boolean begins(int index) {
        return index == 0 || chars[index - 1] == ' ' || gaps[index];
    }

    /** Whether a word may end here. */
    boolean ends(int index) {
        return index == length - 1 || chars[index + 1] == ' ' || gaps[index + 1];
    }

    int length() {
        return length;
    }

    char charAt(int index) {
        return chars[index];
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    int run(int index) {
        return runs[index];
    }

    /** Whether there is anything but spaces. */
    boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (chars[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    /** Lets the spam model look at it. */
    void walk(SpamFeatures features) {
        features.walk(chars, length);
    }

    /** As the hash code of {@link #text}. */
    int hash() {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + chars[i];
        }
        return hash;
    }

    /** The characters alone; the caller's to keep. */
    char[] chars() {
        return Arrays.copyOf(chars, length);
    }

    /** The characters alone. */
    String text() {
        return new String(chars, 0, length);
    }
}
