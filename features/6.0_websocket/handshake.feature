@scripted @needs.ws
Feature: WebSocket – the opening handshake

  Background:
    Given the WebSocket server does its duty

  @ROB-WS-1 @robust
  Rule: A client reads the answer to its opening request as RFC 6455 has it

    Scenario Outline: an answer in pieces of <n> byte(s) is read
      Given the network does slice <n> B to client under WebSocket
      When the application connects
      Then the application is told "connected"

      Examples:
        | n  |
        | 4  |
        | 16 |
        | 97 |

    Scenario: an answer in lower case is read
      Given the WebSocket server does answer in lower case
      When the application connects
      Then the application is told "connected"

    Scenario Outline: the attempt fails on status <status>
      Given the WebSocket server does answer <status>
      When the application connects
      Then the application is told "failed"
      And the server receives no any

      Examples:
        | status |
        | 200    |
        | 400    |
        | 404    |
        | 503    |

    Scenario: the attempt fails on a key that belongs to another request
      Given the WebSocket server does answer with a wrong key
      When the application connects
      Then the application is told "failed"
      And the server receives no any

    Scenario: the attempt fails on a sub-protocol that was not offered
      Given the WebSocket server does answer sub-protocol chat
      When the application connects
      Then the application is told "failed"
      And the server receives no any

    Scenario: an attempt without a sub-protocol in the answer comes to an end of some kind
      Given the WebSocket server does answer without sub-protocol
      When the application connects
      Then the application is told one of:
        """
        connected
        failed
        """
