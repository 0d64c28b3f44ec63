package dev.sise.reference.io;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.connector.postgres.PostgresPassword;
import dev.sise.reference.ReferenceDataSettings;
import java.nio.file.Path;

/** Where the tables are. */
final class Database {
    private static final String PASSWORD_VARIABLE = "SISE_POSTGRES_PASSWORD";

    private Database() {}

    static PostgresAddress of(ReferenceDataSettings settings) {
        PostgresPassword password = settings.postgresPasswordFile()
                .map(file -> PostgresPassword.fromFile(Path.of(file)))
                .orElseGet(() -> PostgresPassword.fromEnvironment(PASSWORD_VARIABLE));
        return PostgresAddress.of(settings.postgresUrl(), settings.postgresUser(), password);
    }
}
