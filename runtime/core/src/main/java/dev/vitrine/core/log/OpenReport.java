package dev.vitrine.core.log;

/**
 * What open found.
 *
 * @param created whether the log is new
 * @param segments number of segment files
 * @param scannedRecords records in the last segment, all of them checked
 * @param cutBytes bytes of an unacknowledged, half-written tail that were cut off; 0 after an orderly close
 */
public record OpenReport(boolean created, int segments, long scannedRecords, long cutBytes) {}
