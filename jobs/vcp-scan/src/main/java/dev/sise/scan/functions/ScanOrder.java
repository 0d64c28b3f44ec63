package dev.sise.scan.functions;

import dev.sise.market.ScanRequest;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * What a run is started with. Where the database has a run of this id, that one is run; else one is made of the rest.
 *
 * @param id of the run, or null for one that is made of kind, date and the job's id
 * @param kind of a run that is made
 * @param asOf its date, or null for the newest session
 * @param request what it asks for, or null for that of every night; its own date is not looked at
 * @param today the market day: a session after it is an error in the data and never taken for the newest
 */
public record ScanOrder(String id, ScanKind kind, LocalDate asOf, ScanRequest request, LocalDate today)
        implements Serializable {

    ScanRequest requestOn(LocalDate date) {
        return request == null ? ScanRequest.nightly(date) : request.on(date);
    }
}
