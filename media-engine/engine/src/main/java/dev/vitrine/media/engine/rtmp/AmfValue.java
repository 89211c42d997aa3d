package dev.vitrine.media.engine.rtmp;

import java.util.List;
import java.util.Map;

/** A value of AMF0 (Action Message Format, Adobe 2007). */
sealed interface AmfValue {
    /** A number. */
    record Num(double value) implements AmfValue {}

    /** True or false. */
    record Bool(boolean value) implements AmfValue {}

    /** Text, short or long. */
    record Text(String value) implements AmfValue {}

    /** An object or an associative array, in order. */
    record Obj(Map<String, AmfValue> members) implements AmfValue {}

    /** A strict array. */
    record Arr(List<AmfValue> items) implements AmfValue {}

    /** Null, undefined or unsupported. */
    record Nothing() implements AmfValue {}

    /** The text of a text, empty for anything else. */
    default String text() {
        return this instanceof Text(String value) ? value : "";
    }

    /** The number of a number, 0 for anything else. */
    default double number() {
        return this instanceof Num(double value) ? value : 0;
    }

    /** The members of an object, none for anything else. */
    default Map<String, AmfValue> object() {
        return this instanceof Obj(Map<String, AmfValue> members) ? members : Map.of();
    }
}
