@scripted @needs.ws
Feature: 6 Using WebSocket as a network transport – sub-protocol

  Background:
    Given the WebSocket server does its duty

  @MQTT-6.0.0-3 @must
  Rule: A client offers the WebSocket sub-protocol mqtt

    Scenario: a client that connects over WebSocket offers mqtt
      When the application connects
      Then the server receives CONNECT
      And the application is told "connected"

    @needs.auto_reconnect
    Scenario: a client offers mqtt each time it connects
      Given the application asks for:
        | reconnect | {"mode":"fixed","min_ms":1000} |
      And a client connected
      When the server closes the connection
      Then the client connects again
      And the server receives CONNECT
