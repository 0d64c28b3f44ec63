package dev.sise.reference.functions;

/**
 * Reads the lines of one file below its header; one thread.
 *
 * @param <T> what a line becomes
 */
public interface CsvFormat<T> {
    /**
     * What a line says.
     *
     * @throws RefusedRowException where it cannot be read or cannot be
     */
    T read(String line) throws RefusedRowException;
}
