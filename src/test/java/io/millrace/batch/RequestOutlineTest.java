package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import org.junit.jupiter.api.Test;

class RequestOutlineTest {

  private static final FakeModel MODEL = new FakeModel();
  private static final Endpoint COMPLETIONS = new CompletionsEndpoint(MODEL);
  private static final Endpoint CHAT = new ChatEndpoint(MODEL);

  private static WindowOrder.Item item(Endpoint endpoint, String body) {
    JsonObject json = JsonValue.parse(body.replace('\'', '"')).at("").object();
    return endpoint.read("id", 0, json.at("")).item();
  }

  @Test
  void workGrowsWithEverythingThatIsAsked() {
    long plain = item(COMPLETIONS, "{'prompt':'p','max_tokens':100}").work();
    assertEquals(400, plain);
    assertEquals(64, item(COMPLETIONS, "{'prompt':'p'}").work());
    assertEquals(800, item(COMPLETIONS, "{'prompt':'p','max_tokens':100,'n':2}").work());
    assertEquals(802, item(COMPLETIONS, "{'prompt':[[1],[2]],'max_tokens':100}").work());
    String text = "x".repeat(4000);
    assertEquals(1400, item(COMPLETIONS, "{'prompt':'" + text + "','max_tokens':100}").work());
    assertTrue(item(CHAT, "{'messages':[{'role':'user','content':'x'}]}").work() > plain);
  }

  @Test
  void promptsThatBeginAlikeHavePrefixesThatDo() {
    String system = "{'role':'system','content':'" + "s".repeat(3000) + "'}";
    String one = item(CHAT, "{'messages':[" + system + ",{'role':'user','content':'a'}]}").prefix();
    String two = item(CHAT, "{'messages':[" + system + ",{'role':'user','content':'b'}]}").prefix();
    assertEquals(one.substring(0, one.length() - 1), two.substring(0, two.length() - 1));
    assertTrue(one.length() > 3000 && !one.equals(two));
    String ids = item(COMPLETIONS, "{'prompt':[1,70000,3]}").prefix();
    assertEquals(
        ids.substring(0, 4), item(COMPLETIONS, "{'prompt':[1,70000,4]}").prefix().substring(0, 4));
    String large = "x".repeat(100_000);
    assertEquals(
        RequestOutline.PREFIX, item(COMPLETIONS, "{'prompt':'" + large + "'}").prefix().length());
  }
}
