@scripted @needs.qos1 @needs.clean_session_false @needs.session_kept
Feature: 4.4 A connection that is lost at any point of a flow, outbound

  @MQTT-4.4.0-1 @must
  Rule: What is unfinished is sent again when the Session is resumed, and nothing else

    Scenario Outline: QoS 1, <how> after <point>
      Given a client connected with Clean Session 0
      And the network does <how> after 1st <point>, once
      When the application publishes "once" to "a/b" with QoS 1
      Then the server receives PUBLISH id=$message
      And the application is told "disconnected"
      When the application reconnects with the same options
      Then the server receives PUBLISH id=$message payload="once"
      And the application is told that its message is published

      Examples:
        | how | point             |
        | cut | PUBLISH to server |
        | rst | PUBLISH to server |
        | fin | PUBLISH to server |

    Scenario Outline: QoS 1, <how> after <point>
      Given a client connected with Clean Session 0
      And the network does <how> after 1st <point>, once
      When the application publishes "once" to "a/b" with QoS 1
      Then the application is told "disconnected"
      When the application reconnects with the same options
      Then the application is told "connected"
      And the server receives no PUBLISH

      Examples:
        | how | point            |
        | cut | PUBACK to client |
        | fin | PUBACK to client |

    @needs.qos2
    Scenario Outline: QoS 2, <how> after <point>
      Given a client connected with Clean Session 0
      And the network does <how> after 1st <point>, once
      When the application publishes "once" to "a/b" with QoS 2
      Then the server receives PUBLISH id=$message
      And the application is told "disconnected"
      When the application reconnects with the same options
      Then the server receives <again> id=$message
      And the application is told that its message is published

      Examples:
        | how | point             | again   |
        | cut | PUBLISH to server | PUBLISH |
        | rst | PUBLISH to server | PUBLISH |
        | fin | PUBLISH to server | PUBLISH |
        | cut | PUBREC to client  | PUBREL  |
        | fin | PUBREC to client  | PUBREL  |
        | cut | PUBREL to server  | PUBREL  |
        | rst | PUBREL to server  | PUBREL  |
        | fin | PUBREL to server  | PUBREL  |

    @needs.qos2
    Scenario Outline: QoS 2, <how> after <point>
      Given a client connected with Clean Session 0
      And the network does <how> after 1st <point>, once
      When the application publishes "once" to "a/b" with QoS 2
      Then the application is told "disconnected"
      When the application reconnects with the same options
      Then the application is told "connected"
      And the server receives no PUBLISH|PUBREL

      Examples:
        | how | point             |
        | cut | PUBCOMP to client |
        | fin | PUBCOMP to client |

    @needs.bench.virtual_time
    Scenario Outline: QoS <qos>, the link is dead after <point>
      Given the application asks for:
        | ping_timeout_ms | 5000 |
        | keep_alive_s    | 10   |
      And a client connected with Clean Session 0
      And the network does half-open after 1st <point>, once
      When the application publishes "once" to "a/b" with QoS <qos>
      And the application is idle for 30 s
      Then the application is told "disconnected"
      When the application reconnects with the same options
      Then the server receives <again>
      And the application is told that its message is published

      Examples:
        | qos | point             | again   |
        | 1   | PUBLISH to server | PUBLISH |
        | 2   | PUBLISH to server | PUBLISH |
        | 2   | PUBREC to client  | PUBREL  |
        | 2   | PUBREL to server  | PUBREL  |

  @MQTT-4.3.3-1 @must @needs.qos2
  Rule: After PUBREC no PUBLISH is sent, whatever befalls the connection

    Scenario Outline: <how> after <point>
      Given a client connected with Clean Session 0
      And the network does <how> after 1st <point>, once
      When the application publishes "once" to "a/b" with QoS 2
      Then the application is told "disconnected"
      When the application reconnects with the same options
      Then the application is told that its message is published
      And the server receives no PUBLISH

      Examples:
        | how | point            |
        | cut | PUBREC to client |
        | fin | PUBREC to client |
        | cut | PUBREL to server |
        | rst | PUBREL to server |
        | fin | PUBREL to server |
