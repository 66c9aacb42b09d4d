@scripted
Feature: 3.3.2 PUBLISH – the Topic Name

  @MQTT-3.3.2-1 @must
  Rule: The variable header of PUBLISH begins with the Topic Name

    Scenario Outline: a message to "<topic>" with QoS <qos>
      Given a client connected
      When the application publishes "hi" to "<topic>" with QoS <qos>
      Then the server receives PUBLISH topic="<topic>" topic_length=<length> qos=<qos> payload="hi"

      Examples:
        | topic      | length | qos |
        | a          | 1      | 0   |
        | /          | 1      | 0   |
        | a/b/c/d/e  | 9      | 0   |
        | $own/topic | 10     | 0   |

      @needs.qos1
      Examples:
        | topic | length | qos |
        | a/b   | 3      | 1   |

      @needs.qos2
      Examples:
        | topic | length | qos |
        | a/b   | 3      | 2   |

    @needs.raw_strings
    Scenario: a Topic Name of 300 bytes has both bytes of its length
      Given a client connected
      When the application publishes:
        | topic   | {"repeat": {"text": "a", "len": 300}} |
        | payload | {"text": "hi"}                        |
      Then the server receives PUBLISH topic=repeat:"a"*300 topic_length=300 payload="hi"

  @MQTT-3.3.2-2 @must
  Rule: The Topic Name of PUBLISH holds no wildcard

    Scenario Outline: a message to "<topic>" with QoS <qos> does not leave the client
      Given a client connected
      When the application publishes "hi" to "<topic>" with QoS <qos>
      Then the server receives no PUBLISH topic="<topic>"

      Examples:
        | topic | qos |
        | #     | 0   |
        | a/#   | 0   |
        | +     | 0   |
        | a/+/b | 0   |
        | a#b   | 0   |
        | a+    | 0   |

      @needs.qos1
      Examples:
        | topic | qos |
        | a/#   | 1   |
        | +/a   | 1   |
