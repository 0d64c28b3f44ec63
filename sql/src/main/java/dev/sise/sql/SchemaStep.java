package dev.sise.sql;

/**
 * One step of the schema.
 *
 * @param version 1 and up, without holes
 * @param description in words
 * @param done whether this database has it
 */
public record SchemaStep(int version, String description, boolean done) {}
