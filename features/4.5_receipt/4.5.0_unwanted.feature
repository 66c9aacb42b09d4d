@scripted @needs.qos1
Feature: 4.5 Message receipt

  @MQTT-4.5.0-2 @must
  Rule: A client acknowledges every PUBLISH, whether it is wanted or not

    Scenario: a message that no subscription asked for, with QoS 1
      Given a client connected
      When the server sends PUBLISH topic="not/asked/for" qos=1 id=7 payload="hi"
      Then the server receives PUBACK id=7

    @needs.qos2
    Scenario: a message that no subscription asked for, with QoS 2
      Given a client connected
      When the server sends PUBLISH topic="not/asked/for" qos=2 id=7 payload="hi"
      Then the server receives in order:
        """
        PUBREC id=7
        PUBCOMP id=7
        """

    Scenario: a message beside the one subscription
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends PUBLISH topic="a/c" qos=1 id=7 payload="hi"
      Then the server receives PUBACK id=7

    @needs.unsubscribe
    Scenario: a message after UNSUBACK
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      And the application unsubscribes from "a/b"
      When the server sends PUBLISH topic="a/b" qos=1 id=7 payload="late"
      Then the server receives PUBACK id=7

    Scenario: a message with a higher QoS than was asked for
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends PUBLISH topic="a/b" qos=1 id=7 payload="hi"
      Then the server receives PUBACK id=7

    Scenario: a hundred messages are each acknowledged
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server publishes 100 messages to "a/b" with QoS 1
      Then the server receives at least 100 PUBACK within 5 s
      And the application is told "message" exactly 100 times
