package io.millrace.store;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on a local port that gives each connection the next of its scripted answers, byte by
 * byte as the test wrote it, then closes; the last answer repeats.
 */
final class ScriptedServer implements Closeable {

  /** Writes a whole answer, or less than that. */
  interface Script {
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  /** What a client asked: the path and the headers, their names in lower case. */
  record Request(String path, Map<String, String> headers) {

    /** The first byte that the client wants. */
    int offset() {
      String range = headers.get("range");
      return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
    }
  }

  private final ServerSocket socket;
  private final Queue<Script> scripts;
  private final List<Request> requests = new ArrayList<>();
  private final ExecutorService connections = Executors.newCachedThreadPool();

  ScriptedServer(Script... scripts) throws IOException {
    this.scripts = new ArrayDeque<>(List.of(scripts));
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    connections.execute(this::accept);
  }

  URI uri() {
    return URI.create("http://localhost:" + socket.getLocalPort());
  }

  /** What was asked so far. */
  synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The first byte that each of them wanted. */
  List<Integer> offsets() {
    return requests().stream().map(Request::offset).toList();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        connections.execute(() -> serve(client));
      }
    } catch (IOException e) {
      connections.shutdownNow(); // the test is over
    }
  }

  private void serve(Socket client) {
    try (client) {
      Request request = read(client);
      next(request).answer(request, client.getOutputStream());
      client.getOutputStream().flush();
    } catch (SocketException | InterruptedException e) {
      // the client went away, or the test is over
    } catch (IOException e) {
      throw new IllegalStateException("scripted server", e);
    }
  }

  private static Request read(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
    String first = in.readLine();
    if (first == null) {
      throw new SocketException("a connection without a request");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
    }
    return new Request(first.split(" ", 3)[1], headers);
  }

  private synchronized Script next(Request request) {
    requests.add(request);
    return scripts.size() > 1 ? scripts.remove() : scripts.element();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** An answer's head: the status line and headers. */
  static byte[] head(String status, String... headers) {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return ("HTTP/1.1 " + status + "\r\n" + lines + "Connection: close\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A status without a body. */
  static Script status(String status, String... headers) {
    return (request, out) -> {
      out.write(head(status, headers));
    };
  }

  /** A well-behaved answer, ranges included, that may end early. */
  static Script file(byte[] content, int mostBytes) {
    return (request, out) -> {
      int from = request.offset();
      if (from > 0) {
        String range =
            "Content-Range: bytes %d-%d/%d".formatted(from, content.length - 1, content.length);
        out.write(
            head("206 Partial Content", range, "ETag: \"v1\"", length(content.length - from)));
      } else {
        out.write(head("200 OK", "ETag: \"v1\"", length(content.length)));
      }
      out.write(content, from, Math.min(mostBytes, content.length - from));
    };
  }

  static String length(int bytes) {
    return "Content-Length: " + bytes;
  }
}
