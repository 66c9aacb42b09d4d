@scripted
Feature: 4.7.1 Topic wildcards

  @MQTT-4.7.1-1 @must
  Rule: No Topic Name holds a wildcard

    Scenario Outline: a message to "<topic>" does not leave the client
      Given a client connected
      When the application publishes "hi" to "<topic>" with QoS 0
      Then the server receives no PUBLISH topic="<topic>"

      Examples:
        | topic   |
        | #       |
        | +       |
        | a/b/#   |
        | a/+     |

    @needs.will
    Scenario Outline: a Will with the Topic Name "<topic>" does not leave the client
      Given the application asks for:
        | will.topic | "<topic>" |
      When the application connects
      Then the server receives no CONNECT will_topic="<topic>"

      Examples:
        | topic |
        | a/#   |
        | +/a   |

  @MQTT-4.7.1-2 @must
  Rule: In a Topic Filter # stands alone or after /, and last

    Scenario Outline: the Topic Filter "<filter>" is sent
      Given a client connected
      When the application subscribes to "<filter>" with QoS 0
      Then the server receives SUBSCRIBE filters="<filter>":0

      Examples:
        | filter |
        | #      |
        | a/#    |
        | /#     |
        | +/#    |

    Scenario Outline: the Topic Filter "<filter>" does not leave the client
      Given a client connected
      When the application subscribes to "<filter>" with QoS 0
      Then the server receives no SUBSCRIBE filters="<filter>":0

      Examples:
        | filter |
        | a#     |
        | a/#/b  |
        | #/a    |
        | a/b#   |
        | ##     |

    @needs.unsubscribe
    Scenario: UNSUBSCRIBE with a Topic Filter that cannot be does not leave the client
      Given a client connected
      When the application unsubscribes from "a/#/b"
      Then the server receives no UNSUBSCRIBE filters="a/#/b"

  @MQTT-4.7.1-3 @must
  Rule: In a Topic Filter + fills a whole level

    Scenario Outline: the Topic Filter "<filter>" is sent
      Given a client connected
      When the application subscribes to "<filter>" with QoS 0
      Then the server receives SUBSCRIBE filters="<filter>":0

      Examples:
        | filter  |
        | +       |
        | +/a     |
        | a/+/b   |
        | /+      |
        | +/+     |

    Scenario Outline: the Topic Filter "<filter>" does not leave the client
      Given a client connected
      When the application subscribes to "<filter>" with QoS 0
      Then the server receives no SUBSCRIBE filters="<filter>":0

      Examples:
        | filter |
        | a+     |
        | +a     |
        | a/b+/c |
        | ++     |
