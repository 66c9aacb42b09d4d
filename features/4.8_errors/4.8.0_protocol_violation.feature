@scripted
Feature: 4.8 Handling errors

  @MQTT-4.8.0-1 @must
  Rule: A client closes the connection on which the server violates the protocol

    Scenario Outline: CONNACK that is wrong: <connack>
      Given the server answers CONNECT with <connack>
      When the application connects
      Then the client closes the connection
      And the application is not told "connected"

      Examples:
        | connack                                   |
        | CONNACK flags=1                           |
        | CONNACK acknowledge_flags=2               |
        | CONNACK extra=hex:00                      |
        | CONNACK remaining_length=1 cut=3          |
        | CONNACK remaining_length_bytes=hex:8080808000 |

    Scenario Outline: a packet that no server sends: <packet>
      Given a client connected
      When the server sends <packet>
      Then the client closes the connection

      Examples:
        | packet                  |
        | PINGREQ                 |
        | CONNECT                 |
        | CONNACK                 |
        | RESERVED15              |
        | PUBLISH topic="a" qos=3 |
