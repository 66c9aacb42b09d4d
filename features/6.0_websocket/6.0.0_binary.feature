@scripted @needs.ws
Feature: 6 Using WebSocket as a network transport – binary frames

  Background:
    Given the WebSocket server does its duty

  @MQTT-6.0.0-1 @must
  Rule: Control Packets travel in binary frames, and any other data frame ends the connection

    Scenario: all that a client sends over WebSocket is in binary frames
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL

    Scenario: a client closes on a text frame instead of CONNACK
      Given the server never answers CONNECT
      And the application connects
      And the server receives CONNECT
      When the WebSocket server does send text CONNACK
      Then the client closes the connection
      And the application is not told "connected"

    Scenario: a client closes on a text frame once it is connected
      Given a client connected
      When the WebSocket server does send text PUBLISH topic="a/b" payload="hi"
      Then the client closes the connection
      And the application is not told "message"

    Scenario: a client closes on a text frame that is no UTF-8
      Given a client connected
      When the WebSocket server does send text PUBLISH topic="a/b" payload=hex:ff
      Then the client closes the connection
      And the application is not told "message"

    Scenario: a client closes on a text frame among binary ones
      Given a client connected
      When the server publishes "hi" to "a/b" with QoS 0
      And the WebSocket server does send text PUBLISH topic="a/b" payload="text"
      Then the client closes the connection
