@scripted
Feature: 2.2.3 Remaining Length in its shortest form

  @ROB-LENGTH-1 @robust
  Rule: Remaining Length is sent in no more bytes than it takes

    Scenario Outline: Remaining Length <length> is sent as <bytes>
      Given a client connected
      When the application publishes:
        | topic   | "a/b"                               |
        | payload | {"fill": {"len": <len>, "seed": 7}} |
      Then the server receives PUBLISH remaining_length_bytes=hex:<bytes>

      Examples:
        | length | len   | bytes  |
        | 5      | 0     | 05     |
        | 127    | 122   | 7f     |
        | 128    | 123   | 8001   |
        | 16384  | 16379 | 808001 |
