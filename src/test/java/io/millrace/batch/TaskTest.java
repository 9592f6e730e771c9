package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskTest {

  private static WindowOrder.Item item(Endpoint endpoint, String body) {
    JsonObject json = JsonValue.parse(body.replace('\'', '"')).at("").object();
    BodyRequests asked = endpoint.read("id", 0, json.at(""));
    JobLine.Asked line = new JobLine.Asked(1, "id", endpoint, json);
    return new Task(0, line, asked, Optional.empty(), 1).item();
  }

  @Test
  void workGrowsWithEverythingThatIsAsked() {
    long plain = item(Endpoint.COMPLETIONS, "{'prompt':'p','max_tokens':100}").work();
    assertEquals(400, plain);
    assertEquals(64, item(Endpoint.COMPLETIONS, "{'prompt':'p'}").work());
    assertEquals(800, item(Endpoint.COMPLETIONS, "{'prompt':'p','max_tokens':100,'n':2}").work());
    assertEquals(802, item(Endpoint.COMPLETIONS, "{'prompt':[[1],[2]],'max_tokens':100}").work());
    String text = "x".repeat(4000);
    assertEquals(
        1400, item(Endpoint.COMPLETIONS, "{'prompt':'" + text + "','max_tokens':100}").work());
    assertTrue(item(Endpoint.CHAT, "{'messages':[{'role':'user','content':'x'}]}").work() > plain);
  }

  @Test
  void promptsThatBeginAlikeHavePrefixesThatDo() {
    String system = "{'role':'system','content':'" + "s".repeat(3000) + "'}";
    String one =
        item(Endpoint.CHAT, "{'messages':[" + system + ",{'role':'user','content':'a'}]}").prefix();
    String two =
        item(Endpoint.CHAT, "{'messages':[" + system + ",{'role':'user','content':'b'}]}").prefix();
    assertEquals(one.substring(0, one.length() - 1), two.substring(0, two.length() - 1));
    assertTrue(one.length() > 3000 && !one.equals(two));
    String ids = item(Endpoint.COMPLETIONS, "{'prompt':[1,70000,3]}").prefix();
    assertEquals(
        ids.substring(0, 4),
        item(Endpoint.COMPLETIONS, "{'prompt':[1,70000,4]}").prefix().substring(0, 4));
    String large = "x".repeat(100_000);
    assertEquals(
        Task.PREFIX, item(Endpoint.COMPLETIONS, "{'prompt':'" + large + "'}").prefix().length());
  }
}
