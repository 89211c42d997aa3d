package dev.vitrine.core.contribution;

/** A thread whose work another can take over when a plugin never lets it return. */
public interface Abandonable {
    /** Hands the rest of its work to another thread. Called on a watchdog's thread, at most once per call. */
    void abandon();
}
