@scripted @needs.qos1
Feature: 4.1 Storing state

  @MQTT-4.1.0-1 @must @needs.clean_session_false @needs.session_kept
  Rule: The client holds its Session state as long as the Session exists

    Scenario: over three Network Connections an unacknowledged message is not forgotten
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=$message
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=$message
      When the server resets the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=$message
      And the application is told that its message is published

    Scenario: what was finished on a resumed connection is not sent again
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes "hi" to "a/b" with QoS 1
      And the server receives PUBLISH
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the application is told that its message is published
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT
      And the server receives no PUBLISH

    @needs.qos2
    Scenario: messages of both qualities in every state of their flows
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH payload="1"
      And the server never answers PUBREL
      When the application publishes 1 messages to "a/b" with QoS 1
      And the application publishes "two" to "a/b" with QoS 2
      Then the server receives PUBLISH qos=1 id=$one payload="1"
      And the server receives PUBREL id=$two
      When the server resets the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=$one
      And the server receives PUBREL id=$two

    @needs.abort
    Scenario: the client itself closes the Network Connection
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=$message
      When the application does abort
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=$message

    Scenario: DISCONNECT does not end the Session
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=$message
      When the application disconnects
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=$message

  @MQTT-4.1.0-2 @must
  Rule: The Session lasts at least as long as the Network Connection

    @needs.bench.virtual_time
    Scenario: a message waits an hour for its acknowledgement
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes "hi" to "a/b" with QoS 1
      When the application is idle for 1 h
      And the server lets go what it withheld
      Then the application is told that its message is published

    @slow
    Scenario: a message waits for its acknowledgement
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes "hi" to "a/b" with QoS 1
      When the application is idle for 3 s
      And the server lets go what it withheld
      Then the application is told that its message is published

    @needs.qos2 @needs.bench.virtual_time
    Scenario: an inbound message with QoS 2 waits an hour for PUBREL
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      And the server withholds its answer to PUBREC
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="once"
      And the application is idle for 1 h
      And the server sends PUBLISH topic="a/b" qos=2 id=7 payload="once"
      And the server sends PUBREL id=7
      Then the server receives PUBCOMP id=7
      And the application has received "once" on "a/b" exactly 1 time

    Scenario: many other messages do not push an unacknowledged one out
      Given a client connected
      And the server withholds its answer to PUBLISH payload="first"
      And the application publishes "first" to "a/b" with QoS 1
      And the server receives PUBLISH id=$first payload="first"
      When the application publishes 100 messages to "a/b" with QoS 1
      Then the server receives no PUBLISH id=$first
      When the server lets go what it withheld
      Then the application is told "published"

  @MQTT-7.1.2-1 @must
  Rule: The client reaches the server by an ordered, lossless byte stream

    @needs.tcp
    Scenario: by TCP
      When the application connects
      Then the server receives CONNECT
      And the application is told "connected"
