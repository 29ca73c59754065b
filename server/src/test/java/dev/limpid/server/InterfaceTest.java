package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the interface, held to the server. */
class InterfaceTest {
    private static final Set<String> METHODS = Set.of("get", "post", "delete");
    private static final String OBJECTS = "#/components/schemas/";

    @TempDir
    private Path folder;

    private LimpidServer server;
    private Client client;
    private JsonNode description;

    @BeforeEach
    void start() throws Exception {
        server = LimpidServer.start(new ServeRequest(
                ServeRequest.LOOPBACK, 0, folder, Device.CPU, OptionalLong.empty(), ServeRequest.Limits.DEFAULT));
        client = new Client(server.address());
        description = new YAMLMapper().readTree(client.get("/api/openapi.yaml").body());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void everyAddressIsThere() throws Exception {
        var asked = new ArrayList<String>();
        for (var path : description.get("paths").properties()) {
            for (var method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    asked.add(method.getKey() + " " + path.getKey());
                    String error = ask(method.getKey(), path.getKey());
                    assertThat(error).as(asked.toString()).doesNotContain("there is nothing at", "405 ");
                }
            }
        }
        assertThat(asked).hasSizeGreaterThan(15);
        assertThat(ask("get", "/api/other")).isEqualTo("404 there is nothing at /api/other");
    }

    /** The error, or the status alone. */
    private String ask(String method, String path) throws Exception {
        String address = path.replaceAll("\\{[a-z]+}", "0123");
        var answer = client.send(HttpRequest.newBuilder(client.at(address))
                .header("Accept", "*/*")
                .method(method.toUpperCase(Locale.ROOT), BodyPublishers.noBody()));
        return answer.statusCode() < 400 ? Integer.toString(answer.statusCode()) : Client.error(answer);
    }

    @Test
    void answersHaveTheKeysThatAreDescribed() throws Exception {
        String picture = client.upload("a.png", Client.png(24, 24));
        String job = client.job("{'picture':'%s','task':'denoise','values':{'noise':'0.05'}}".formatted(picture));
        JsonNode done = client.await(job, "done");

        requireKeys("Job", done);
        requireKeys("Picture", done.get("picture"));
        requireKeys("Request", done.get("request"));
        requireKeys("About", Client.json(client.get("/api")));
        JsonNode tasks = Client.json(client.get("/api/tasks"));
        assertThat(tasks).hasSizeGreaterThan(5);
        tasks.forEach(task -> requireKeys("Task", task));
    }

    /** All that must be there, and none that is not described. */
    private void requireKeys(String schema, JsonNode answer) {
        requireKeys(description.at("/components/schemas/" + schema), answer, schema);
    }

    private void requireKeys(JsonNode schema, JsonNode answer, String place) {
        if (schema.has("$ref")) {
            requireKeys(schema.get("$ref").asText().substring(OBJECTS.length()), answer);
            return;
        }
        if (schema.has("items")) {
            answer.forEach(item -> requireKeys(schema.get("items"), item, place));
        }
        if (!schema.has("properties")) {
            return;
        }
        List<String> keys = new ArrayList<>();
        answer.fieldNames().forEachRemaining(keys::add);
        List<String> known = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(known::add);
        assertThat(known).as(place).containsAll(keys);
        schema.path("required").forEach(key -> assertThat(keys).as(place).contains(key.asText()));
        keys.forEach(key -> requireKeys(schema.get("properties").get(key), answer.get(key), place + "." + key));
    }

    @Test
    void theDefaultSolverComesFirst() throws Exception {
        Client.json(client.get("/api/tasks"))
                .forEach(task -> assertThat(
                                task.get("solvers").get(0).get("presets").toString())
                        .as(task.get("name").asText())
                        .contains("brief"));
    }
}
