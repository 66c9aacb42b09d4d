@scripted
Feature: Robustness – one cut at each byte

  @ROB-READ-1 @robust
  Rule: A pause after any byte of what arrives changes nothing

    @needs.qos2
    Scenario Outline: CONNACK, SUBACK, PUBLISH and PUBREL, cut after <bytes>
      Given the network does split after <bytes> to client
      And a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server publishes "in pieces" to "a/b" with QoS 2
      Then the server receives in order:
        """
        PUBREC
        PUBCOMP
        """
      And the application has received "in pieces" on "a/b" exactly 1 time

      Examples:
        | bytes |
        | 1 B   |
        | 2 B   |
        | 3 B   |
        | 4 B   |
        | 5 B   |
        | 6 B   |
        | 7 B   |
        | 8 B   |
        | 9 B   |
        | 10 B  |
        | 11 B  |
        | 12 B  |
        | 13 B  |
        | 14 B  |
        | 15 B  |
        | 16 B  |
        | 17 B  |
        | 18 B  |
        | 19 B  |
        | 20 B  |
        | 21 B  |
        | 22 B  |
        | 23 B  |
        | 24 B  |
        | 25 B  |
        | 26 B  |
        | 27 B  |
        | 28 B  |
        | 29 B  |
        | 30 B  |

    @needs.qos2
    Scenario Outline: CONNACK, PUBACK, PUBREC and PUBCOMP, cut after <bytes>
      Given the network does split after <bytes> to client
      And a client connected
      When the application publishes "one" to "a/b" with QoS 1
      And the application publishes "two" to "a/b" with QoS 2
      Then the application is told that its message is published
      And the application is told "published" exactly 2 times

      Examples:
        | bytes |
        | 1 B   |
        | 2 B   |
        | 3 B   |
        | 4 B   |
        | 5 B   |
        | 6 B   |
        | 7 B   |
        | 8 B   |
        | 9 B   |
        | 10 B  |
        | 11 B  |
        | 12 B  |
        | 13 B  |
        | 14 B  |
        | 15 B  |

    @needs.unsubscribe @needs.ping
    Scenario Outline: CONNACK, SUBACK, UNSUBACK and PINGRESP, cut after <bytes>
      Given the network does split after <bytes> to client
      And a client connected
      And the application subscribes to "a/b" with QoS 0
      When the application unsubscribes from "a/b"
      And the application does ping
      Then the application is told "unsubscribed"
      And the connection stays open

      Examples:
        | bytes |
        | 1 B   |
        | 2 B   |
        | 3 B   |
        | 4 B   |
        | 5 B   |
        | 6 B   |
        | 7 B   |
        | 8 B   |
        | 9 B   |
        | 10 B  |
        | 11 B  |
        | 12 B  |
        | 13 B  |
        | 14 B  |
