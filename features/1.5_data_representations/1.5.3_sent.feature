@scripted
Feature: 1.5.3 UTF-8 encoded strings – sent

  @MQTT-1.5.3-1 @must
  Rule: A string that is sent is well-formed UTF-8

    Scenario Outline: a Topic Name with characters of <length> is sent as it is
      Given a client connected
      When the application publishes "x" to "<topic>" with QoS 0
      Then the server receives PUBLISH topic="<topic>" payload="x"

      Examples:
        | length           | topic          |
        | one byte         | ~/a b          |
        | two bytes        | måling/ø       |
        | three bytes      | 温度/€         |
        | four bytes       | a/🌡           |
        | two code points | é/ä |

    Scenario: a User Name with characters of several bytes is sent as it is
      Given the application asks for:
        | user_name | "jürgen€🌡"         |
        | password  | {"text": "geheim"} |
      When the application connects
      Then the server receives CONNECT user_name="jürgen€🌡"

    @needs.raw_strings
    Scenario Outline: a Topic Name with <bytes> does not leave the client
      Given a client connected
      When the application publishes:
        | topic | {"hex": "<bytes>"} |
      Then the server receives no PUBLISH topic=hex:<bytes>

      Examples:
        | bytes      |
        | 6180       |
        | 61c080     |
        | 61eda080   |
        | 61f4908080 |

  @MQTT-1.5.3-2 @must
  Rule: No string that is sent holds U+0000

    Scenario: a Topic Name with U+0000 does not leave the client
      Given a client connected
      When the application publishes:
        | topic | "a\\u0000b" |
      Then the server receives no PUBLISH topic="a\0b"

    Scenario: a Topic Filter with U+0000 does not leave the client
      Given a client connected
      When the application subscribes to:
        | "a\\u0000b" | 0 |
      Then the server receives no SUBSCRIBE filters="a\0b":0

    Scenario Outline: a <what> with U+0000 does not leave the client
      Given the application asks for:
        | <option> | "a\\u0000b" |
      When the application connects
      Then the server receives no CONNECT <field>="a\0b"

      Examples:
        | what              | option     | field      |
        | Client Identifier | client_id  | client_id  |
        | User Name         | user_name  | user_name  |
        | Will Topic        | will.topic | will_topic |

  @MQTT-1.5.3-3 @must
  Rule: U+FEFF in a string that is sent is a character like any other

    Scenario Outline: a Topic Name with U+FEFF <place> is sent with it
      Given a client connected
      When the application publishes:
        | topic | "<json>" |
      Then the server receives PUBLISH topic="<topic>"

      Examples:
        | place  | json     | topic       |
        | first  | \\ufeffa  | \\u{feff}a  |
        | inside | a\\ufeffb | a\\u{feff}b |
        | alone  | \\ufeff   | \\u{feff}   |
