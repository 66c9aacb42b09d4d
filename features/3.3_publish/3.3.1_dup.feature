@scripted
Feature: 3.3.1 PUBLISH – DUP

  @MQTT-3.3.1-1 @must @needs.qos1 @needs.clean_session_false @needs.session_kept
  Rule: A PUBLISH that is sent again has DUP 1

    Scenario Outline: an unacknowledged message with QoS <qos> has DUP 1 after a reconnection
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS <qos>
      Then the server receives PUBLISH qos=<qos> dup=0
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=<qos> dup=1 payload="hi"

      Examples:
        | qos |
        | 1   |

      @needs.qos2
      Examples:
        | qos |
        | 2   |

    Scenario: nothing but DUP differs
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes:
        | topic   | "a/b"          |
        | payload | {"text": "hi"} |
        | qos     | 1              |
        | retain  | true           |
      Then the server receives PUBLISH qos=1 dup=0 retain=1 id=$message
      When the server resets the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 dup=1 retain=1 id=$message topic="a/b" payload="hi"

    Scenario: a message that is sent a third time has DUP 1 too
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes "hi" to "a/b" with QoS 1
      And the server receives PUBLISH
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH dup=1 payload="hi"
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH dup=1 payload="hi"

  @MQTT-3.3.1-2 @must
  Rule: A PUBLISH with QoS 0 has DUP 0

    Scenario: a message with QoS 0 has DUP 0
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 0
      Then the server receives PUBLISH qos=0 dup=0 payload="hi"

    Scenario: the same message once more is a new one
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 0
      And the application publishes "hi" to "a/b" with QoS 0
      Then the server receives exactly 2 PUBLISH dup=0 payload="hi" within 1 s
      And the server receives no PUBLISH dup=1
