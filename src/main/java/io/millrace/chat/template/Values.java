package io.millrace.chat.template;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonBoolean;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** JSON as the values of templates. */
final class Values {

  private Values() {}

  static Value of(JsonValue json) {
    if (json instanceof JsonObject object) {
      DictValue.Builder dict = new DictValue.Builder();
      object.members().forEach((key, value) -> dict.put(key, of(value)));
      return dict.build();
    }
    if (json instanceof JsonArray array) {
      List<Value> elements = new ArrayList<>(array.size());
      array.elements().forEach(element -> elements.add(of(element)));
      return ListValue.list(elements);
    }
    if (json instanceof JsonString string) {
      return new StringValue(string.value());
    }
    if (json instanceof JsonNumber number) {
      return number.isInteger()
          ? new IntegerValue(new BigInteger(number.number().toString()))
          : new FloatValue(number.doubleValue());
    }
    return json instanceof JsonBoolean bool ? BooleanValue.of(bool.value()) : NoneValue.NONE;
  }
}
