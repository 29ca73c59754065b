package dev.limpid.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One page's DevTools protocol: commands and their answers, and what the page tells meanwhile. */
final class DevTools implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS = 120;

    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private int asked;

    DevTools(URI page) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Hearing())
                .join();
    }

    JsonNode ask(String method, Map<String, ?> params) throws IOException {
        int id = ++asked;
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", params)), true)
                .join();
        JsonNode all = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        if (all.has("error")) {
            throw new IOException(method + ": " + all.get("error"));
        }
        return all.path("result");
    }

    /** Errors that the page's console told since they were last forgotten. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void forgetComplaints() {
        complaints.clear();
    }

    /** Addresses that the page asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private void hear(JsonNode said) {
        String method = said.path("method").asText();
        JsonNode params = said.path("params");
        if (said.has("id")) {
            var waiting = answers.remove(said.get("id").asInt());
            if (waiting != null) {
                waiting.complete(said);
            }
        } else if (method.equals("Network.requestWillBeSent")) {
            requests.add(params.path("request").path("url").asText());
        } else if (method.equals("Network.webSocketCreated")) {
            requests.add(params.path("url").asText());
        } else if (method.equals("Runtime.exceptionThrown")
                || params.path("entry").path("level").asText().equals("error")
                || params.path("type").asText().equals("error")) {
            complaints.add(said.toString());
        }
    }

    private final class Hearing implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                try {
                    hear(JSON.readTree(message.toString()));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
                message.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}
