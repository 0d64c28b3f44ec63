package dev.sise.gateway;

import dev.sise.runtime.JobArguments;
import java.time.Clock;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** Runs a gateway until the process is told to end. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] arguments) {
        try {
            Optional<Configuration> configuration =
                    JobArguments.parse("gateway", arguments, System.getenv(), GatewayOptions.ALL, System.out);
            if (configuration.isEmpty()) {
                return;
            }
            Gateway gateway = Gateway.start(GatewaySettings.from(configuration.get()), Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "gateway-shutdown"));
            System.out.println("The gateway is ready: " + gateway.url());
        } catch (IllegalArgumentException | GatewayStartException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
