@scripted @needs.qos1
Feature: Robustness – acknowledgements held, lost, doubled, late and out of order

  @ROB-INDICATION-1 @robust
  Rule: The application hears of each thing that happened, once

    Scenario Outline: <answer> twice
      Given a client connected
      And the application subscribes to "c/d" with QoS 0
      And the server follows the script:
        """
        on <packet> -> duplicate
        """
      When the application <does>
      Then the application is told "<told>" exactly 1 time
      And the connection stays open

      Examples:
        | answer | packet    | does                                   | told       |
        | PUBACK | PUBLISH   | publishes "hi" to "a/b" with QoS 1     | published  |
        | SUBACK | SUBSCRIBE | subscribes to "a/b" with QoS 0         | subscribed |

      @needs.qos2
      Examples:
        | answer  | packet  | does                               | told      |
        | PUBREC  | PUBLISH | publishes "hi" to "a/b" with QoS 2 | published |
        | PUBCOMP | PUBREL  | publishes "hi" to "a/b" with QoS 2 | published |

      @needs.unsubscribe
      Examples:
        | answer   | packet      | does                    | told         |
        | UNSUBACK | UNSUBSCRIBE | unsubscribes from "c/d" | unsubscribed |

    Scenario Outline: <answer> after 1.5 s
      Given a client connected
      And the application subscribes to "c/d" with QoS 0
      And the server follows the script:
        """
        on <packet> -> delay 1.5 s
        """
      When the application <does>
      Then the server receives exactly 1 <packet> within 1.6 s
      And the application is told "<told>"
      And the application is told "<told>" exactly 1 time

      Examples:
        | answer | packet    | does                                   | told       |
        | PUBACK | PUBLISH   | publishes "hi" to "a/b" with QoS 1     | published  |
        | SUBACK | SUBSCRIBE | subscribes to "a/b" with QoS 0         | subscribed |

      @needs.qos2
      Examples:
        | answer  | packet  | does                               | told      |
        | PUBREC  | PUBLISH | publishes "hi" to "a/b" with QoS 2 | published |
        | PUBCOMP | PUBREL  | publishes "hi" to "a/b" with QoS 2 | published |

      @needs.unsubscribe
      Examples:
        | answer   | packet      | does                    | told         |
        | UNSUBACK | UNSUBSCRIBE | unsubscribes from "c/d" | unsubscribed |

    Scenario Outline: no <answer> is no "<told>"
      Given a client connected
      And the application subscribes to "c/d" with QoS 0
      And the server never answers <packet>
      When the application <does>
      Then the server receives <packet>
      And the application is not told "<told>"
      And the connection stays open

      Examples:
        | answer | packet    | does                                   | told       |
        | PUBACK | PUBLISH   | publishes "hi" to "a/b" with QoS 1     | published  |
        | SUBACK | SUBSCRIBE | subscribes to "a/b" with QoS 0         | subscribed |

      @needs.qos2
      Examples:
        | answer  | packet  | does                               | told      |
        | PUBREC  | PUBLISH | publishes "hi" to "a/b" with QoS 2 | published |
        | PUBCOMP | PUBREL  | publishes "hi" to "a/b" with QoS 2 | published |

      @needs.unsubscribe
      Examples:
        | answer   | packet      | does                    | told         |
        | UNSUBACK | UNSUBSCRIBE | unsubscribes from "c/d" | unsubscribed |

    Scenario: two hundred messages are each told once
      Given a client connected
      When the application publishes 200 messages to "a/b" with QoS 1
      Then the application is told that its message is published
      And the application is told "published" exactly 200 times

    @needs.auto_reconnect
    Scenario: a connection that ends is told once
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 200     |
      And a client connected
      When the server closes the connection
      Then the application is told "connected"
      And the application is told "disconnected" exactly 1 time
      And the application is told "connected" exactly 1 time
