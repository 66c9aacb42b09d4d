@scripted
Feature: 4.3.1 QoS 0

  @MQTT-4.3.1-1 @must
  Rule: A message with QoS 0 leaves with QoS 0 and DUP 0

    Scenario: a message with QoS 0 leaves once
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 0
      Then the server receives PUBLISH qos=0 dup=0 payload="hi"
      And the server receives exactly 1 PUBLISH within 1 s

    Scenario: it does not leave again after a reconnection
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 0
      Then the server receives PUBLISH qos=0 payload="hi"
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT
      And the server receives no PUBLISH

    Scenario: RETAIN is as asked for
      Given a client connected
      When the application publishes:
        | topic   | "a/b"          |
        | payload | {"text": "hi"} |
        | retain  | true           |
      Then the server receives PUBLISH qos=0 dup=0 retain=1 payload="hi"

    Scenario: the application is told that it was sent
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 0
      Then the application is told that its message is published
      And the server receives PUBLISH qos=0 payload="hi"
